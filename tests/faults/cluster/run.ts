// One run: people write into three documents on three relays while things go wrong around them, as the seed has it; then it is
// quiet, and everything must be in order. Real processes are never twice the same: what a seed repeats is what was done to them.
import { randomUUID } from 'node:crypto'
import { type DocumentId, type Part, parseDocumentId } from '../../../contracts/ids.ts'
import { seeded } from '../../support/random.ts'
import { until } from '../../support/until.ts'
import { Audit } from './audit.ts'
import { cause } from './causing.ts'
import { FrameWriter } from './frame-writer.ts'
import { unexplained } from './log-lines.ts'
import { Manuscript } from './manuscript.ts'
import { checkPeace } from './peace.ts'
import type { Servers } from './servers.ts'
import { StockWriter } from './stock-writer.ts'
import { subjectOf, type Trouble, TROUBLED_MS, troublesOf } from './trouble.ts'
import type { Writer } from './writer.ts'

export interface Outcome {
  readonly seed: number
  readonly violations: readonly string[]
  readonly troubles: readonly Trouble[]
  readonly edits: number
  /** Of the edits, as far as people were told so themselves. */
  readonly acknowledged: number
  /** Connections that ended under somebody's hands. */
  readonly closed: number
  /** How often what people were told and shown was compared with PostgreSQL. */
  readonly looks: number
  readonly newcomers: number
}

/** For each document: how many write in it with our client, how many with a stock one, and how many only read. */
const CAST: readonly {
  readonly document: 'a' | 'b'
  readonly part: Part
  readonly ours: number
  readonly stock: number
  readonly readers: number
}[] = [
  { document: 'a', part: 'text', ours: 3, stock: 2, readers: 0 },
  { document: 'a', part: 'comments', ours: 2, stock: 1, readers: 0 },
  { document: 'b', part: 'text', ours: 2, stock: 1, readers: 0 },
  // Where one writes no commit of another relay brings along what a hint has not said.
  { document: 'b', part: 'comments', ours: 1, stock: 0, readers: 2 },
]
const QUICKEST_MS = 15
const SLOWEST_MS = 60
/** In so many of the moments in which somebody could write they leave instead, and come back elsewhere. */
const MOVES = 0.01
const LONGEST_AWAY_MS = 1_500

/** `troubles`: others than the seed's. */
export async function run(servers: Servers, seed: number, troubles = troublesOf(seeded(seed))): Promise<Outcome> {
  const random = seeded(seed)
  const violations: string[] = []
  const violated = (what: string): void => void violations.push(what)
  const heard = servers.relays.map(({ relay }) => ({ lines: relay.log.length, stderr: relay.stderr.length }))
  const writers = cast(servers, random)
  const notes: Writing[] = []
  let audit: Audit | undefined
  try {
    await until('everybody to be there', () => writers.every(({ settled }) => settled), 20_000)
    audit = new Audit({ servers, writers, random: seeded(seed + 1), violated })
    for (const [nth, writer] of writers.entries()) notes.push(new Writing(writer, servers, seeded(seed * 100 + nth)))
    await happen(servers, troubles, violated)
    for (const writing of notes) writing.end()
    await checkPeace(servers, writers, violated)
    await audit.end()
  } catch (error) {
    violated(`the run did not come to its end: ${(error as Error).stack}`)
  } finally {
    for (const writing of notes) writing.end()
    await audit?.end()
    for (const writer of writers) writer.close()
  }
  for (const [nth, { relay }] of servers.relays.entries())
    violations.push(
      ...unexplained(nth, relay.log.slice(heard[nth]!.lines), relay.stderr.slice(heard[nth]!.stderr), servers.happened),
    )
  const sum = (of: (writer: Writer) => number): number => writers.reduce((total, writer) => total + of(writer), 0)
  return {
    seed,
    violations: [...new Set(violations)],
    troubles,
    edits: sum(({ edits }) => edits),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    closed: sum(({ closeCodes }) => closeCodes.length),
    looks: audit?.looks ?? 0,
    newcomers: audit?.newcomers ?? 0,
  }
}

/** Resolves when they are over, and no sooner than troubles end. */
async function happen(servers: Servers, troubles: readonly Trouble[], violated: (what: string) => void): Promise<void> {
  const began = Date.now()
  const at = (ms: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, Math.max(0, began + ms - Date.now())))
  // What happens to one thing waits for what happens to it before: a relay takes its time to start.
  const rows = Object.values(Object.groupBy(troubles, subjectOf)).map(async (those = []) => {
    for (const trouble of those) {
      await at(trouble.atMs)
      const from = Date.now()
      await cause(servers, trouble, violated)
      servers.happened.push({ trouble, from, to: Date.now() })
    }
  })
  await Promise.all([...rows, at(TROUBLED_MS)])
}

function cast(servers: Servers, random: () => number): readonly Writer[] {
  // A seed may be run twice on the same servers.
  const ids = { a: newId(), b: newId() }
  return CAST.flatMap(({ document, part, ours, stock, readers }) => {
    const manuscript = new Manuscript({ document: ids[document], part })
    return Array.from({ length: ours + stock + readers }, (_, nth) => {
      const name = `${document}-${part}-${nth}`
      const relay = servers.relays[nth % servers.relays.length]!
      const isReader = nth >= ours + stock
      const parts = { name, manuscript, isReader, random: seeded(Math.floor(random() * 2 ** 31)) }
      return nth < ours || isReader ? new FrameWriter(parts, relay) : new StockWriter(parts, relay)
    })
  })
}

const newId = (): DocumentId => parseDocumentId(randomUUID())!

/** Lets somebody write, and now and then go elsewhere, until it is ended. */
class Writing {
  readonly #writer: Writer
  readonly #servers: Servers
  readonly #random: () => number
  #timer: NodeJS.Timeout | undefined

  constructor(writer: Writer, servers: Servers, random: () => number) {
    this.#writer = writer
    this.#servers = servers
    this.#random = random
    this.#next()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #next(): void {
    const restMs = QUICKEST_MS + this.#random() * (SLOWEST_MS - QUICKEST_MS)
    this.#timer = setTimeout(() => {
      const { relays } = this.#servers
      if (this.#random() < MOVES)
        this.#writer.moveTo(relays[Math.floor(this.#random() * relays.length)]!, this.#random() * LONGEST_AWAY_MS)
      else this.#writer.write()
      this.#next()
    }, restMs)
  }
}
