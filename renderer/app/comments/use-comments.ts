// The comments on a document for as long as their panel is open, or their words are marked in the text: what the relay tells, with this
// person's own deeds in front until it has answered them.
import { useCallback, useEffect, useMemo, useState } from 'react'
import { GUEST } from '../../../contracts/guest.ts'
import type { CommentAnchor, CommentThread } from '../../../contracts/comments.ts'
import type { ProblemCode } from '../../../contracts/errors.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { CommentsService } from '../../api/comments-service.ts'
import { RelayFailed, RelayRefused, RelayUnreachable } from '../../api/relay-errors.ts'
import { useLateService } from '../late-service.ts'
import { usePerson } from '../person/person.tsx'
import { useServices } from '../services.ts'
import { answered, type Change, opened, replied, settled, type Signature, type Threads } from './threads.ts'

/** Why a deed was taken back: the relay's reason; or nobody knows whether it was done, because the relay failed, or did not answer. */
export type Failure = ProblemCode | 'failed' | 'away'

export interface Comments extends Threads {
  readonly state: 'asking' | 'told' | 'away' | 'refused'
  /** Why it was refused. */
  readonly code: ProblemCode | null
  /** Resolved ones could not be had. */
  readonly lacksResolved: boolean
  readonly again: () => void
  readonly showResolved: (shown: boolean) => void
  /** Each is shown at once, and answers why it was taken back; null: the relay has it. */
  readonly begin: (id: string, anchor: CommentAnchor | null, text: string) => Promise<Failure | null>
  readonly reply: (thread: string, id: string, text: string) => Promise<Failure | null>
  readonly resolve: (thread: string, resolved: boolean) => Promise<Failure | null>
}

/** A document that the relay does not know may come there any moment. */
const ASK_AGAIN_MS = 5_000

const NOTHING: Threads = { open: [], resolved: null }

export function useComments(id: DocumentId): Comments {
  const service = useLateService(CommentsService)
  const { documents } = useServices()
  const { name } = usePerson()
  const [told, setTold] = useState<Pick<Comments, 'state' | 'code'>>({ state: 'asking', code: null })
  const [known, setKnown] = useState(NOTHING)
  const [pending, setPending] = useState<readonly Change[]>([])
  const [wantsResolved, setWantsResolved] = useState(false)
  const [lacksResolved, setLacksResolved] = useState(false)
  const [tries, setTries] = useState(0)

  useEffect(() => {
    const watching = service.watch(id, (news) => {
      if (news.kind === 'open') setKnown(({ resolved }) => ({ open: news.threads, resolved }))
      setTold({ state: news.kind === 'open' ? 'told' : news.kind, code: news.kind === 'refused' ? news.code : null })
    })
    return () => watching.close()
    // What was refused is not asked again by itself.
  }, [service, id, tries])

  useEffect(() => {
    if (told.code !== 'document-not-found') return undefined
    const timer = setTimeout(() => setTries((before) => before + 1), ASK_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [told])

  // The list says the same.
  const count = told.state === 'told' ? known.open.length : null
  useEffect(() => {
    if (count !== null) documents.noteSeen(id, { openComments: count }).catch(reportError)
  }, [documents, id, count])

  // Whatever is open now may have been resolved before, and the other way round.
  useEffect(() => {
    if (!wantsResolved) return undefined
    let left = false
    service.resolved(id).then(
      (resolved) => {
        if (left) return
        setKnown(({ open }) => ({ open, resolved }))
        setLacksResolved(false)
      },
      (cause: unknown) => {
        if (!left) setLacksResolved(true)
        reportUnlessAnswered(cause)
      },
    )
    return () => {
      left = true
    }
  }, [service, id, wantsResolved, known.open, told.state])

  const carryOut = useCallback(async (change: Change, tell: () => Promise<CommentThread>): Promise<Failure | null> => {
    setPending((before) => [...before, change])
    try {
      const thread = await tell()
      setKnown(answered(thread))
      return null
    } catch (cause) {
      reportUnlessAnswered(cause)
      if (cause instanceof RelayRefused) return cause.problem.code
      return cause instanceof RelayFailed ? 'failed' : 'away'
    } finally {
      setPending((before) => before.filter((one) => one !== change))
    }
  }, [])

  const shown = useMemo(() => pending.reduce((threads, change) => change(threads), known), [pending, known])
  const by = (): Signature => ({ author: GUEST, name: name === '' ? null : name, at: new Date().toISOString() })
  return {
    ...told,
    ...shown,
    resolved: wantsResolved ? shown.resolved : null,
    lacksResolved: wantsResolved && lacksResolved,
    again: () => {
      setTold({ state: 'asking', code: null })
      setTries((before) => before + 1)
    },
    showResolved: setWantsResolved,
    begin: (thread, anchor, text) =>
      carryOut(opened(thread, anchor, text, by()), () => service.open(id, thread, anchor, { text, name })),
    reply: (thread, entry, text) =>
      carryOut(replied(thread, entry, text, by()), () => service.reply(id, thread, entry, { text, name })),
    resolve: (thread, resolved) =>
      carryOut(settled(thread, resolved ? by() : null), () => service.resolve(id, thread, resolved, name)),
  }
}

function reportUnlessAnswered(cause: unknown): void {
  if (!(cause instanceof RelayUnreachable || cause instanceof RelayRefused)) reportError(cause)
}
