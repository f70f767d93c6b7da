// For whoever watches over the relay, not part of the API: `/healthz` (is it well), `/readyz` (may people be sent to it) and
// `/metrics` (what has it done).
import type { FastifyInstance } from 'fastify'
import { CONTENT_TYPE } from '../observe/exposition.ts'
import type { Store } from '../store/store.ts'
import { sendProblem } from './problems.ts'

export interface HealthParts {
  readonly store: Pick<Store, 'check'>
  /** Why the last edits could not be saved, and how long ago that was; undefined when they could. */
  readonly saveFailure: () => { readonly message: string; readonly ageMs: number } | undefined
  /** It is about to end. */
  readonly draining: () => boolean
  /** In the format of CONTENT_TYPE. */
  readonly metrics: () => string
}

/** So long after a failure people are sent here again: only their edits can show that the disk is well. */
const TRY_AGAIN_MS = 30_000

export function serveHealth(app: FastifyInstance, { store, saveFailure, draining, metrics }: HealthParts): void {
  const hidden = { schema: { hide: true } }
  const notSaving = (why: string): string => `nothing acknowledged is lost, but new edits are not being saved: ${why}`

  app.get('/healthz', hidden, async (_, reply) => {
    await store.check()
    const failure = saveFailure()
    return failure === undefined ? { status: 'ok' } : sendProblem(reply, 'unavailable', notSaving(failure.message))
  })
  app.get('/readyz', hidden, async (_, reply) => {
    if (draining()) return sendProblem(reply, 'unavailable', 'the relay is shutting down')
    await store.check()
    const failure = saveFailure()
    if (failure === undefined || failure.ageMs > TRY_AGAIN_MS) return { status: 'ready' }
    return sendProblem(reply, 'unavailable', notSaving(failure.message))
  })
  app.get('/metrics', hidden, (_, reply) => reply.type(CONTENT_TYPE).send(metrics()))
}
