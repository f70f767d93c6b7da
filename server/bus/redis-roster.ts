// Who is connected to which relay, in Redis: a hash for each relay, by document, that expires with it. For those who ask about
// documents that are not open on their relay; whoever has one open hears of it at once.
import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { DocumentId } from '../../contracts/ids.ts'
import { type PersonPresent, PersonPresentSchema } from '../../contracts/people.ts'
import type { Clock } from '../clock.ts'
import { within } from '../redis-connection.ts'

type People = () => readonly PersonPresent[]

/** R8: longer than the heartbeat, which puts it off, and short enough that with it all are gone within 10 s. */
const TTL_MS = 7_000
/** Whoever comes and goes is written down so often. */
const WRITE_EVERY_MS = 200
/** Of one document. More have not been seen in one, and are not counted. */
const MOST_PEOPLE = 1_000
/** A list of documents does not wait for longer. */
const READ_MS = 200

const Written = z.array(PersonPresentSchema)

export class Roster {
  readonly #redis: Redis
  /** Names the relays of one database. */
  readonly #prefix: string
  readonly #instance: string
  readonly #clock: Clock
  /** Documents in which somebody is. */
  readonly #attended = new Map<DocumentId, People>()
  readonly #unwritten = new Set<DocumentId>()
  /** Redis may lack what it was given. */
  #doubtful = false
  #closed = false
  #callOffWriting: (() => void) | undefined

  constructor(redis: Redis, prefix: string, instance: string, clock: Clock) {
    this.#redis = redis
    this.#prefix = prefix
    this.#instance = instance
    this.#clock = clock
  }

  note(document: DocumentId, people: People): void {
    if (this.#closed) return
    this.#attended.set(document, people)
    this.#unwritten.add(document)
    this.#callOffWriting ??= this.#clock.after(WRITE_EVERY_MS, () => {
      this.#callOffWriting = undefined
      void this.#write()
    })
  }

  /** Every other second: it expires without. */
  async keep(): Promise<void> {
    if (this.#attended.size === 0 || this.#closed) return
    try {
      const there = await this.#redis.pexpire(this.#keyOf(this.#instance), TTL_MS)
      if (there === 0 || this.#doubtful) {
        for (const document of this.#attended.keys()) this.#unwritten.add(document)
        await this.#write()
      }
    } catch {
      this.#doubtful = true
    }
  }

  /** Of these instances, in the order of the documents. */
  async read(
    instances: readonly string[],
    documents: readonly DocumentId[],
  ): Promise<readonly (readonly PersonPresent[])[]> {
    const nobody = documents.map((): readonly PersonPresent[] => [])
    if (instances.length === 0 || documents.length === 0) return nobody
    const asked = Promise.all(instances.map((instance) => this.#redis.hmget(this.#keyOf(instance), ...documents)))
    const rows = await within(this.#clock, READ_MS, asked)
    return rows === undefined ? nobody : documents.map((_, nth) => rows.flatMap((row) => peopleIn(row[nth])))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#callOffWriting?.()
    if (this.#attended.size > 0) await this.#redis.del(this.#keyOf(this.#instance)).catch(() => undefined)
  }

  async #write(): Promise<void> {
    const key = this.#keyOf(this.#instance)
    const batch = this.#redis.pipeline()
    for (const document of this.#unwritten) {
      const people = this.#attended.get(document)?.() ?? []
      if (people.length > 0) batch.hset(key, document, JSON.stringify(people.slice(0, MOST_PEOPLE)))
      else {
        this.#attended.delete(document)
        batch.hdel(key, document)
      }
    }
    this.#unwritten.clear()
    batch.pexpire(key, TTL_MS)
    const answers = await batch.exec().catch(() => null)
    this.#doubtful = answers === null || answers.some(([error]) => error !== null)
  }

  #keyOf(instance: string): string {
    return `${this.#prefix}:people:${instance}`
  }
}

/** Nobody, for what a newer relay may have written. */
function peopleIn(text: string | null | undefined): readonly PersonPresent[] {
  if (text === null || text === undefined) return []
  try {
    return Written.safeParse(JSON.parse(text)).data ?? []
  } catch {
    return []
  }
}
