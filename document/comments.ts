// The comments of a document, in a Y.Doc of their own (the part `comments`): threads that people open, answer, resolve and reopen.
// Read and written by the relay's fold worker, which gives the entries their authors (K).
import * as Y from 'yjs'
import { DOCUMENT_ID } from '../contracts/ids.ts'
import {
  MAX_COMMENT_CHARACTERS,
  MAX_COMMENTS_CHARACTERS,
  MAX_ENTRIES,
  MAX_ENTRIES_OF_DOCUMENT,
  MAX_QUOTE_CHARACTERS,
  MAX_THREADS,
} from '../contracts/limits.ts'

/** What is looked at of a thread, with what stands there and is no entry. */
const MAX_STORED_ENTRIES = 10 * MAX_ENTRIES

/** The Y.Map of threads, by their ids. Each is a Y.Map: `anchor`, `createdAt`, `resolved`, and `entries`, a Y.Array. */
const THREADS_FIELD = 'threads'

/** Which words of the text a thread is about. */
export interface Anchor {
  /** Relative positions, as comment-places.ts writes them. */
  readonly from: string
  readonly to: string
  /** The words as they were, and what stood on either side. */
  readonly quote: string
  readonly before: string
  readonly after: string
}

/** Who did something, and when. */
export interface Signature {
  /** Id of the principal. */
  readonly author: string
  /** As they call themselves. */
  readonly name: string | null
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface Entry extends Signature {
  readonly id: string
  readonly text: string
}

export interface Thread {
  readonly id: string
  /** Null: it is about the document. */
  readonly anchor: Anchor | null
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly resolved: Signature | null
  /** At least one, the oldest first. */
  readonly entries: readonly Entry[]
}

/** `there`: it was so before, and nothing is changed. `full`: as many as there may be. */
export type Written =
  | { readonly kind: 'written' | 'there'; readonly thread: Thread }
  | { readonly kind: 'absent' | 'full' }

/**
 * All threads, the oldest first. Whoever writes past the relay's hands may have written anything: what is no thread, or an entry
 * that says nothing, is left out, and what is more than there may be.
 */
export function readThreads(doc: Y.Doc): Thread[] {
  const threads = [...doc.getMap(THREADS_FIELD)].flatMap(([id, stored]) => threadIn(id, stored) ?? [])
  let characters = MAX_COMMENTS_CHARACTERS
  let entries = MAX_ENTRIES_OF_DOCUMENT
  return threads
    .sort((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1))
    .slice(0, MAX_THREADS)
    .filter((thread) => {
      characters -= charactersOf(thread)
      entries -= thread.entries.length
      return characters >= 0 && entries >= 0
    })
}

export const countOpen = (threads: readonly Thread[]): number =>
  threads.filter(({ resolved }) => resolved === null).length

/** A repeat under the same id changes nothing. */
export function openThread(doc: Y.Doc, id: string, anchor: Anchor | null, first: Entry): Written {
  const threads = readThreads(doc)
  const known = threads.find((thread) => thread.id === id)
  if (known !== undefined) return { kind: 'there', thread: known }
  const thread: Thread = { id, anchor, createdAt: first.at, resolved: null, entries: [first] }
  if (threads.length >= MAX_THREADS || !hasRoom(threads, charactersOf(thread))) return { kind: 'full' }
  doc.transact(() => {
    const stored = new Y.Map<unknown>([
      ['anchor', anchor],
      ['createdAt', first.at],
      ['resolved', null],
      ['entries', Y.Array.from([first])],
    ])
    doc.getMap(THREADS_FIELD).set(id, stored)
  })
  return { kind: 'written', thread }
}

/** A repeat under the same id changes nothing. */
export function reply(doc: Y.Doc, id: string, entry: Entry): Written {
  const threads = readThreads(doc)
  const thread = threads.find((one) => one.id === id)
  if (thread === undefined) return { kind: 'absent' }
  if (thread.entries.some((one) => one.id === entry.id)) return { kind: 'there', thread }
  const entries = storedThread(doc, id).get('entries') as Y.Array<unknown>
  const isFull = thread.entries.length >= MAX_ENTRIES || entries.length >= MAX_STORED_ENTRIES
  if (isFull || !hasRoom(threads, entry.text.length)) return { kind: 'full' }
  entries.push([entry])
  return { kind: 'written', thread: { ...thread, entries: [...thread.entries, entry] } }
}

/** `resolved`: by whom; null reopens it. Whoever comes second changes nothing. */
export function setResolved(doc: Y.Doc, id: string, resolved: Signature | null): Written {
  const thread = readThreads(doc).find((one) => one.id === id)
  if (thread === undefined) return { kind: 'absent' }
  if ((thread.resolved === null) === (resolved === null)) return { kind: 'there', thread }
  storedThread(doc, id).set('resolved', resolved)
  return { kind: 'written', thread: { ...thread, resolved } }
}

/** Of one that was read. */
const storedThread = (doc: Y.Doc, id: string): Y.Map<unknown> => doc.getMap(THREADS_FIELD).get(id) as Y.Map<unknown>

/** For one entry more, of so many characters. */
const hasRoom = (threads: readonly Thread[], more: number): boolean =>
  threads.reduce((sum, thread) => sum + charactersOf(thread), more) <= MAX_COMMENTS_CHARACTERS &&
  threads.reduce((sum, { entries }) => sum + entries.length, 1) <= MAX_ENTRIES_OF_DOCUMENT

function charactersOf({ anchor, entries }: Thread): number {
  const words = anchor === null ? [] : Object.values<string>({ ...anchor })
  return [...words, ...entries.map(({ text }) => text)].reduce((sum, { length }) => sum + length, 0)
}

function threadIn(id: string, stored: unknown): Thread | undefined {
  // The key of a Y.Map may have any length.
  if (!(stored instanceof Y.Map) || !DOCUMENT_ID.test(id)) return undefined
  const [anchor, createdAt, resolved, listed] = ['anchor', 'createdAt', 'resolved', 'entries'].map((key) =>
    stored.get(key),
  )
  if (!isTime(createdAt) || !(listed instanceof Y.Array)) return undefined
  const entries = new Map<string, Entry>()
  for (const one of listed.slice(0, Math.min(listed.length, MAX_STORED_ENTRIES))) {
    if (entries.size === MAX_ENTRIES) break
    const entry = entryIn(one)
    if (entry !== undefined && !entries.has(entry.id)) entries.set(entry.id, entry)
  }
  if (entries.size === 0) return undefined
  return {
    id,
    anchor: anchorIn(anchor),
    createdAt,
    // Whatever stands there, somebody meant to resolve it.
    resolved:
      resolved === null || resolved === undefined
        ? null
        : (signatureIn(resolved) ?? { author: '', name: null, at: createdAt }),
    entries: [...entries.values()],
  }
}

function entryIn(stored: unknown): Entry | undefined {
  const { id, text } = Object(stored) as Partial<Record<keyof Entry, unknown>>
  const signature = signatureIn(stored)
  if (signature === undefined || !isText(text, 1, MAX_COMMENT_CHARACTERS)) return undefined
  return typeof id === 'string' && DOCUMENT_ID.test(id) ? { id, ...signature, text } : undefined
}

function signatureIn(stored: unknown): Signature | undefined {
  const { author, name, at } = Object(stored) as Partial<Record<keyof Signature, unknown>>
  if (!isText(author, 0, MOST_OF_A_NAME) || !isTime(at)) return undefined
  return { author, name: isText(name, 1, MOST_OF_A_NAME) ? name : null, at }
}

/** One that cannot be read leaves a comment on the document. */
function anchorIn(stored: unknown): Anchor | null {
  const { from, to, quote, before, after } = Object(stored) as Partial<Record<keyof Anchor, unknown>>
  const fits = (text: unknown): text is string => isText(text, 0, MAX_QUOTE_CHARACTERS)
  return fits(from) && fits(to) && fits(quote) && fits(before) && fits(after)
    ? { from, to, quote, before, after }
    : null
}

/** Characters of a principal's id, and of what they call themselves. */
const MOST_OF_A_NAME = 200

const isText = (value: unknown, least: number, most: number): value is string =>
  typeof value === 'string' && value.length >= least && value.length <= most

/** The end of the year 9999: what is later, RFC 3339 cannot say, and no client reads. */
const LAST_TIME_MS = 253_402_300_799_999
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_TIME_MS
