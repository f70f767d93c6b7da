// The whole workspace, out of the relay and into it (protocol W), as the dialog knows it. Up by XMLHttpRequest, the only one that sends
// a file from the disk and tells how far it has come; what the relay makes of it meanwhile, its events say.
import type { Problem } from '../../contracts/errors.ts'
import { JobSchema } from '../../contracts/events.ts'
import { EVENTS_PATH } from '../../contracts/events-path.ts'
import { type Imported, WORKSPACE_LINES, WORKSPACE_ROUTES } from '../../contracts/workspace.ts'
import { eventMessages } from './event-messages.ts'
import { randomId } from './random-id.ts'
import { RelayRefused, RelayUnreachable } from './relay-errors.ts'
// What the others have in common with it is one chunk then, and not a chunk beside each.
import './relay-client.ts'
import { openStream, refusalFor, refusalIn, send } from './relay-request.ts'

/** `total` is what the relay expects, or the file has: an export may come to somewhat more or less. */
export type Progress = (done: number, total: number) => void

export interface Exported {
  readonly documents: number
  readonly attachments: number
  /** Documents and images that the relay could not read as a whole. */
  readonly damaged: number
}

/** Where an export goes, bit by bit. */
export type Sink = WritableStream<Uint8Array<ArrayBuffer>>

/** The first line and the last are shorter. */
const EDGE_BYTES = 16 * 1024
const LINE_END = 10

export class WorkspaceService {
  readonly #relay: string

  constructor(relay: string) {
    this.#relay = relay
  }

  /** For a browser that only takes downloads: it asks for the file itself. */
  get exportAddress(): string {
    return new URL(WORKSPACE_ROUTES.export.path, this.#relay).href
  }

  /**
   * All of it, into `sink`, which is closed at the end; else it is aborted, so that no half of it is kept. Throws RelayUnreachable,
   * also for an answer without its last line, RelayRefused, the signal's reason, or what the sink throws.
   */
  async export(sink: Sink, signal: AbortSignal, progress: Progress): Promise<Exported> {
    try {
      const response = await send(this.#relay, WORKSPACE_ROUTES.export, { signal })
      if (!response.ok) throw await refusalIn(response)
      if (response.body === null) throw new RelayUnreachable('the export has no content')
      const exported = await copied(response.body, sink, progress)
      signal.throwIfAborted()
      await sink.close()
      return exported
    } catch (cause) {
      await sink.abort(cause).catch(() => undefined) // It has failed by itself, then.
      signal.throwIfAborted()
      // The network's errors have no class of their own.
      throw cause instanceof TypeError ? new RelayUnreachable('the export broke off', { cause }) : cause
    }
  }

  /**
   * All of the file, or nothing. Throws RelayRefused with the line that is broken, RelayUnreachable when it is not known what came of it,
   * or the signal's reason: then nothing came in.
   */
  async import(file: Blob, signal: AbortSignal, progress: Progress): Promise<Imported> {
    const job = randomId()
    const over = new AbortController()
    let refused: Problem | undefined
    let isTold = false
    let isSent = false
    const cut = new AbortController()
    const leave = (): void => cut.abort()
    signal.addEventListener('abort', leave)
    const jobs = this.#follow(job, over.signal, (told) => {
      isTold = true
      progress(told.done, file.size)
      if (told.problem === undefined) return
      // What is left of the file need not be sent; and a browser that still sends it may not come to read the answer.
      refused = told.problem
      leave()
    })
    try {
      return await upload(this.#relay, job, file, cut.signal, (sent) => {
        isSent = sent >= file.size
        if (!isTold) progress(sent, file.size)
      })
    } catch (cause) {
      // Without its last line nothing of it comes in; once that has left, the relay may be bringing it in.
      if (!isSent) signal.throwIfAborted()
      throw refused === undefined ? cause : new RelayRefused(refused)
    } finally {
      signal.removeEventListener('abort', leave)
      over.abort()
      await jobs
    }
  }

  /** How far the relay is. Where events cannot be heard, what was sent has to do. */
  async #follow(
    job: string,
    signal: AbortSignal,
    told: (job: { readonly done: number; readonly problem?: Problem | undefined }) => void,
  ): Promise<void> {
    try {
      const body = await openStream(this.#relay, EVENTS_PATH, { signal })
      for await (const messages of eventMessages(body))
        for (const { name, data } of messages) {
          if (name !== 'job') continue
          const parsed = JobSchema.safeParse(JSON.parse(data))
          if (parsed.data?.id === job) told(parsed.data)
        }
    } catch {
      // It is over, or was never to be had: the upload's own answer says what came of it.
    }
  }
}

async function copied(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  sink: Sink,
  progress: Progress,
): Promise<Exported> {
  const writer = sink.getWriter()
  const reader = body.getReader()
  let first: Uint8Array | undefined = new Uint8Array()
  let last = new Uint8Array()
  let [done, total] = [0, 0]
  try {
    for (;;) {
      const { done: isOver, value } = await reader.read()
      if (isOver) break
      await writer.write(value)
      done += value.byteLength
      last = joined(last, value).slice(-EDGE_BYTES)
      if (first !== undefined) {
        first = joined(first, value)
        const end = first.indexOf(LINE_END)
        if (end >= 0) total = WORKSPACE_LINES.header.safeParse(jsonIn(textOf(first.slice(0, end)))).data?.bytes ?? 0
        if (end >= 0 || first.byteLength > EDGE_BYTES) first = undefined
      }
      progress(done, Math.max(done, total))
    }
  } finally {
    await reader.cancel().catch(() => undefined) // It was cut off before.
    writer.releaseLock()
  }
  const line = textOf(last).trimEnd().split('\n').at(-1) ?? ''
  const end = WORKSPACE_LINES.end.safeParse(jsonIn(line))
  if (!end.success) throw new RelayUnreachable('the export has no end')
  return end.data
}

async function upload(
  relay: string,
  job: string,
  file: Blob,
  signal: AbortSignal,
  progress: (sent: number) => void,
): Promise<Imported> {
  const { method, path, schema } = WORKSPACE_ROUTES.import
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    if (signal.aborted) return reject(new RelayUnreachable('called off'))
    const request = new XMLHttpRequest()
    const leave = (): void => request.abort()
    signal.addEventListener('abort', leave)
    const url = new URL(path, relay)
    url.searchParams.set('job', job)
    request.open(method, url)
    request.upload.onprogress = ({ loaded }) => progress(loaded)
    request.onload = () => resolve({ status: request.status, text: request.responseText })
    request.onerror = request.onabort = () => reject(new RelayUnreachable('the import broke off'))
    request.onloadend = () => signal.removeEventListener('abort', leave)
    request.send(file)
  })
  const answered = jsonIn(text)
  if (status >= 400) throw refusalFor(status, answered)
  const imported = schema.response[200].safeParse(answered)
  if (!imported.success) throw new RelayUnreachable('it does not answer as a relay')
  return imported.data
}

function joined(one: Uint8Array, two: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.byteLength + two.byteLength)
  both.set(one)
  both.set(two, one.byteLength)
  return both
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No line of an export, or no answer of the relay.
    return undefined
  }
}
