// Holds what people were told and shown against what PostgreSQL holds, all the time that a run lasts (R1, R2), and lets newcomers
// in, who must be given all that was in PostgreSQL when they asked (R4). What must hold in the end stands in peace.ts.
import * as Y from 'yjs'
import { FrameClient } from '../../support/frame-client.ts'
import { clocksOf, type Manuscript, type Possession, wordsOf } from './manuscript.ts'
import type { Servers } from './servers.ts'
import { Truth } from './truth.ts'
import type { Writer } from './writer.ts'

const LOOK_EVERY_MS = 60
const NEWCOMER_EVERY_MS = 100

export interface AuditParts {
  readonly servers: Servers
  readonly writers: readonly Writer[]
  readonly random: () => number
  readonly violated: (what: string) => void
}

export class Audit {
  looks = 0
  newcomers = 0
  readonly #parts: AuditParts
  readonly #both: Promise<unknown>
  #ended = false

  constructor(parts: AuditParts) {
    this.#parts = parts
    const looking = this.#again(LOOK_EVERY_MS, (writer, truth) => this.#look(writer, truth))
    const joining = this.#again(NEWCOMER_EVERY_MS, ({ manuscript }, truth) => this.#join(manuscript, truth))
    this.#both = Promise.all([looking, joining])
  }

  async end(): Promise<void> {
    this.#ended = true
    await this.#both
  }

  async #again(everyMs: number, does: (writer: Writer, truth: Truth) => Promise<void>): Promise<void> {
    const { servers, writers } = this.#parts
    const truths = new Map(writers.map(({ manuscript }) => [manuscript, new Truth(servers, manuscript)]))
    while (!this.#ended) {
      const writer = this.#one(writers)
      await does(writer, truths.get(writer.manuscript)!)
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }

  async #look(writer: Writer, truth: Truth): Promise<void> {
    const { claims } = writer
    const doc = await this.#read(truth)
    if (doc === undefined) return
    this.looks++
    for (const what of lacking(doc, claims)) this.#parts.violated(`R1, R2: ${writer.name} was told or shown ${what}`)
  }

  async #join(manuscript: Manuscript, truth: Truth): Promise<void> {
    const stored = await this.#read(truth)
    if (stored === undefined) return
    const held = clocksOf(stored)
    const asked = { held, gone: manuscript.goneFrom(held, wordsOf(stored)) }
    const relay = this.#one(this.#parts.servers.relays)
    // Where the relay, or the way there, is out of order there is no answer.
    const newcomer = await FrameClient.join(relay, manuscript.path).catch(() => undefined)
    if (newcomer === undefined) return
    newcomer.breakOff()
    if (newcomer.closeCode !== undefined) return
    this.newcomers++
    for (const what of lacking(newcomer.doc, asked))
      this.#parts.violated(`R4: a newcomer to ${manuscript.path} is called synced and lacks ${what}`)
  }

  /** Undefined when PostgreSQL does not come back before the run ends. */
  async #read(truth: Truth): Promise<Y.Doc | undefined> {
    while (!this.#ended) {
      try {
        return await truth.read()
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('the log of')) this.#parts.violated(error.message)
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      }
    }
    return undefined
  }

  #one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#parts.random() * list.length)]!
  }
}

/** What is in the one and not in the other. */
function lacking(doc: Y.Doc, { held, gone }: Possession): string[] {
  const shows = new Set(wordsOf(doc))
  const behind = [...held].filter(([client, clock]) => Y.getState(doc.store, client) < clock)
  return [
    ...behind.map(([client, clock]) => `client ${client} up to ${clock}, not to ${Y.getState(doc.store, client)}`),
    ...gone.filter((word) => shows.has(word)).map((word) => `that ${word} was erased`),
  ]
}
