// Two people whose way to the relay turns hostile while they write, and later friendly again: by which transport they went, and
// whether every word is there once. The suite runs a few hundred words in each mood; `node tests/faults/hostile-paths.ts 5000`
// as many as you like, and with the name of a mood behind it in that one.
import 'fake-indexeddb/auto'
import { setTimeout as pass } from 'node:timers/promises'
import type { DocumentId } from '../../contracts/ids.ts'
import { Dialer, type Timing } from '../../renderer/collab/dialer.ts'
import { openDocument, type OpenDocument } from '../../renderer/collab/open-document.ts'
import type { TransportName } from '../../renderer/collab/transport.ts'
import { FrameClient } from '../support/frame-client.ts'
import { HostileProxy, type Mood } from '../support/hostile-proxy.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

/** By what the session goes in each mood; null: there is none. */
export const MOODS = {
  'strips the upgrade': 'HTTP',
  'swallows frames': 'HTTP',
  'holds answers back': 'HTTP',
  'passes the first piece': 'HTTP',
  'cuts connections': 'HTTP',
  'is late': 'WebSocket',
  'has no relay': null,
} as const satisfies Partial<Record<Mood, TransportName | null>>
export type HostileMood = keyof typeof MOODS

/** A tenth and less of the product's, and of the proxy's: nothing here waits long. */
const TIMING: Partial<Timing> = {
  tryMs: 700,
  silenceMs: 500,
  firstBackoffMs: 20,
  longestBackoffMs: 100,
  healthyAfterMs: 1_500,
  askMs: 1_000,
  doubtedTryMs: 700,
  firstProbeMs: 300,
  longestProbeMs: 600,
  promptMs: 500,
}
const TIMES = { holdMs: 4_000, cutMs: 500, lateMs: 300 }
const PEOPLE = ['ada', 'ben']
const PHASES = 4
const LONGEST_PAUSE_MS = 4
const MANY_CUTS = 8
const DEADLINE_MS = 30_000

export interface PathReport {
  readonly words: number
  /** Over which transports the sessions went while it was hostile, in the end. */
  readonly meanwhile: readonly (TransportName | null)[]
  /** Every transport that a session had from then on, or was about to try. */
  readonly seen: readonly (TransportName | null)[]
  /** Sessions that ended while both were on their way; whatever is cut, those over HTTP do not. */
  readonly broken: number
  readonly missing: readonly string[]
  readonly doubled: readonly string[]
}

class Person {
  readonly name: string
  readonly open: OpenDocument
  readonly typed: string[] = []
  readonly transports = new Set<TransportName | null>()
  /** How often what is shown of the connection changed while there was none. */
  breaks = 0
  readonly #dialer: Dialer
  readonly #random: () => number

  constructor(name: string, relay: string, document: DocumentId, random: () => number) {
    this.name = name
    this.#random = random
    this.#dialer = new Dialer(relay, { timing: TIMING, random })
    const user = { name, color: '#0000aa' }
    // A computer of their own.
    this.open = openDocument({ relay, relayIdentity: name, document, dialer: this.#dialer, user })
    this.open.connection.subscribe(() => {
      this.transports.add(this.transport)
      if (this.transport === null) this.breaks++
    })
    this.#dialer.outlook.subscribe(() => this.transports.add(this.#dialer.road?.name ?? 'WebSocket'))
  }

  get words(): readonly string[] {
    return this.open.doc.getArray<string>('words').toArray()
  }

  get transport(): TransportName | null {
    return this.open.connection.get().transport
  }

  get failedTries(): number {
    return this.#dialer.outlook.get().failedTries
  }

  /** Somewhere, with the caret behind it. */
  type(): void {
    const words = this.open.doc.getArray<string>('words')
    const word = `${this.name}${this.typed.length}`
    this.typed.push(word)
    words.insert(Math.floor(this.#random() * (words.length + 1)), [word])
    this.open.awareness.setLocalStateField('caret', word)
  }

  /** Whether this one's caret is where the other has it. */
  seesCaretOf(other: Person): boolean {
    const state = this.open.awareness.getStates().get(other.open.doc.clientID)
    return state?.['caret'] === other.typed.at(-1)
  }

  async close(): Promise<void> {
    await this.open.close()
    this.#dialer.close()
  }
}

/** One relay and its proxy, for as many moods as it is asked. */
export class HostilePath {
  readonly #relay: TestRelay
  readonly #proxy: HostileProxy
  #documents = 0

  private constructor(relay: TestRelay, proxy: HostileProxy) {
    this.#relay = relay
    this.#proxy = proxy
  }

  static async start(): Promise<HostilePath> {
    const relay = await TestRelay.start()
    return new HostilePath(relay, await HostileProxy.start(Number(new URL(relay.url).port), TIMES))
  }

  async close(): Promise<void> {
    await this.#proxy.close()
    await this.#relay.dispose()
  }

  /** Over HTTP, the relay is killed in the middle: words that were acknowledged, and those of them that it has not when it is back. */
  async kill(
    words: number,
    seed: number,
  ): Promise<{ readonly acknowledged: number; readonly missing: readonly string[] }> {
    const document = `killed-${this.#documents++}` as DocumentId
    this.#proxy.turn('strips the upgrade')
    const ada = new Person('ada', this.#proxy.url, document, seeded(seed))
    try {
      await until('her to go over HTTP', () => ada.transport === 'HTTP', DEADLINE_MS)
      for (let n = 0; n < words; n++) {
        ada.type()
        if (n % 10 === 0) await pass(1)
      }
      await this.#relay.kill()
      const { waiting } = ada.open.connection.get()
      const acknowledged = ada.typed.slice(0, ada.typed.length - waiting)
      // She must not be the one who brings them back.
      this.#proxy.turn('has no relay')
      await this.#relay.start()
      const newcomer = await FrameClient.join(this.#relay, document)
      const there = new Set(newcomer.doc.getArray<string>('words'))
      newcomer.leave()
      this.#proxy.turn('friendly')
      await until('all of it to be acknowledged', () => ada.open.connection.get().waiting === 0, DEADLINE_MS)
      return { acknowledged: acknowledged.length, missing: acknowledged.filter((word) => !there.has(word)) }
    } finally {
      await ada.close()
    }
  }

  /** So many words of each in each of four phases: before, while it turns hostile, while it is, and after. */
  async coEdit(mood: HostileMood, words: number, seed: number): Promise<PathReport> {
    const random = seeded(seed)
    const expected = MOODS[mood]
    const document = `path-${this.#documents++}` as DocumentId
    this.#proxy.turn('friendly')
    const people = PEOPLE.map((name) => new Person(name, this.#proxy.url, document, random))
    try {
      const [ada, ben] = people as [Person, Person]
      const go = (over: TransportName | null): Promise<unknown> =>
        until(`both to go by ${over} (${mood})`, () => people.every(({ transport }) => transport === over), DEADLINE_MS)
      const write = async (): Promise<void> => {
        for (let n = 0; n < words; n++) {
          for (const person of people) person.type()
          await pass(random() * LONGEST_PAUSE_MS)
        }
      }
      const meet = (what: string): Promise<unknown> =>
        until(
          `${what} (${mood}): both to have all of it, acknowledged, and each other's caret`,
          () =>
            people.every(({ open }) => open.connection.get().waiting === 0) &&
            JSON.stringify(ada.words) === JSON.stringify(ben.words) &&
            ada.words.length >= ada.typed.length + ben.typed.length &&
            ada.seesCaretOf(ben) &&
            ben.seesCaretOf(ada),
          DEADLINE_MS,
        )
      await go('WebSocket')
      await write()
      await meet('before')
      for (const { transports } of people) transports.clear()
      this.#proxy.turn(mood)
      this.#proxy.cut()
      await write()
      await go(expected)
      const [breaks, cuts] = [people.map((person) => person.breaks), this.#proxy.cuts]
      await write()
      if (mood === 'cuts connections') await until('many cuts', () => this.#proxy.cuts > cuts + MANY_CUTS, DEADLINE_MS)
      if (expected !== null) await meet('meanwhile')
      else await until('tries to have failed', () => people.every(({ failedTries }) => failedTries > 8), DEADLINE_MS)
      const broken = people.filter((person, at) => person.breaks > breaks[at]!).length
      const meanwhile = people.map(({ transport }) => transport)
      this.#proxy.turn('friendly')
      await write()
      await go('WebSocket')
      await meet('after')
      const count = new Map<string, number>()
      for (const word of ada.words) count.set(word, (count.get(word) ?? 0) + 1)
      const typed = people.flatMap((person) => person.typed)
      return {
        words: typed.length,
        meanwhile,
        broken: expected === null ? 0 : broken,
        seen: [...new Set(people.flatMap(({ transports }) => [...transports]))],
        missing: typed.filter((word) => !count.has(word)),
        doubled: typed.filter((word) => count.get(word)! > 1),
      }
    } finally {
      await Promise.all(people.map((person) => person.close()))
    }
  }
}

if (import.meta.main) {
  const [words = '5000', only] = process.argv.slice(2)
  const seed = seedOfThisRun('hostile paths')
  const path = await HostilePath.start()
  for (const mood of Object.keys(MOODS) as HostileMood[]) {
    if (only !== undefined && mood !== only) continue
    const {
      words: typed,
      missing,
      doubled,
      seen,
    } = await path.coEdit(mood, Number(words) / (PEOPLE.length * PHASES), seed)
    console.info(
      `${mood}: ${typed} words, ${missing.length} lost, ${doubled.length} doubled; by ${seen.map((name) => name ?? 'nothing').join(', ')}`,
    )
    if (missing.length + doubled.length > 0) process.exitCode = 1
  }
  await path.close()
}
