// One simulation from its seed: some people on two documents, a relay, a disk and a network that all misbehave for a
// while, now and then an intruder, and then a quiet time after which everything must be in order. What happened can be read
// and repeated.
import * as Y from 'yjs'
import { type Address, parseDocumentId } from '../../../contracts/ids.ts'
import type { Log } from '../../../server/log.ts'
import { seeded } from '../../support/random.ts'
import { badMood, CALM } from './disk-mood.ts'
import { Evidence } from './evidence.ts'
import { Intruder } from './intruder.ts'
import { SOUND, spoilt } from './line.ts'
import { checkConvergence, checkPeace } from './peace.ts'
import { Person } from './person.ts'
import { badBusMood, QUIET_BUS } from './simulated-bus.ts'
import { moodOf, QUICK_FOLD_MS } from './simulated-relay.ts'
import { SimulatedRelays } from './simulated-relays.ts'
import { SimulatedStore } from './simulated-store.ts'
import { VirtualClock } from './virtual-clock.ts'

export interface Outcome {
  readonly seed: number
  /** Empty when all is well. */
  readonly violations: readonly string[]
  /** What happened, in order, each with its moment. */
  readonly operations: readonly string[]
  readonly edits: number
  readonly acknowledged: number
  readonly shown: number
  readonly kills: number
  readonly drains: number
  readonly folds: number
  /** Updates that the relay has not taken. */
  readonly refusals: number
  readonly harms: number
}

const TROUBLE_MS = 40_000
/** Half-open connections end, presence is forgotten, everyone has come back: all of it within this time. */
const QUIET_MS = 100_000
/** Before the end of it somebody new comes, and must find everything as it is (R4, R13). */
const NEWCOMERS_MS = 15_000
/** R12, and a moment for the last goodbyes to arrive. */
const EMPTY_MS = 20_500

export async function simulate(seed: number): Promise<Outcome> {
  return await new World(seed).run()
}

class World {
  readonly #seed: number
  readonly #clock: VirtualClock
  readonly #store: SimulatedStore
  readonly #relays: SimulatedRelays
  readonly #people: Person[] = []
  readonly #operations: string[] = []
  readonly #violations: string[] = []
  readonly #evidence: Evidence
  readonly #intruder: Intruder | undefined
  readonly #copies = new Map<Person, Uint8Array>()
  #edits = 0
  #kills = 0
  #drains = 0
  #folds = 0
  #refusals = 0
  #harms = 0

  constructor(seed: number) {
    this.#seed = seed
    const clock = new VirtualClock(seeded(seed))
    this.#clock = clock
    const violated = (what: string): void => this.#violated(what)
    this.#store = new SimulatedStore(clock, violated)
    this.#evidence = new Evidence(this.#store, this.#people, violated)
    this.#relays = new SimulatedRelays(clock.one([1, 1, 2, 3]), {
      clock,
      store: this.#store,
      mood: moodOf(clock),
      log: this.#log(),
      violated,
      refused: () => void this.#refusals++,
    })
    this.#store.shared = this.#relays.several
    for (let n = clock.whole(2, 5); n > 0; n--)
      this.#arrive(`p${n}`, DOCUMENTS[clock.chance(0.7) ? 0 : 1]!, clock.chance(0.6))
    if (clock.chance(0.3)) {
      this.#store.hostile = true
      this.#intruder = new Intruder({
        address: this.#people[0]!.address,
        extended: clock.chance(0.5),
        clock,
        relay: this.#relays,
      })
    }
  }

  async run(): Promise<Outcome> {
    const clock = this.#clock
    this.#relays.start()
    for (const person of this.#people) clock.after(clock.between(0, 2_000), () => person.goOnline())
    this.#planTrouble()
    if (this.#intruder !== undefined) this.#planHarm(this.#intruder)
    await clock.runUntil(TROUBLE_MS)
    this.#calmDown()
    await clock.runUntil(TROUBLE_MS + QUIET_MS - NEWCOMERS_MS)
    // Whoever comes has a relay look what others have committed: before that, all must have heard of it by themselves.
    checkConvergence(this.#people, this.#store, this.#evidence)
    for (const [n, address] of DOCUMENTS.entries()) this.#arrive(`p${90 + n}`, address, clock.chance(0.5)).goOnline()
    await clock.runUntil(TROUBLE_MS + QUIET_MS)
    checkPeace(this.#people, this.#store, this.#evidence)
    this.#note('everybody leaves')
    for (const person of this.#people) person.goOffline()
    await clock.runUntil(TROUBLE_MS + QUIET_MS + EMPTY_MS)
    const { sessions, rooms } = this.#relays.attendance
    if (sessions + rooms > 0) this.#violated(`R12: ${rooms} rooms and ${sessions} sessions are left over`)
    this.#store.database.close()
    return {
      seed: this.#seed,
      violations: this.#violations,
      operations: this.#operations,
      edits: this.#edits,
      ...this.#evidence.counted,
      kills: this.#kills,
      drains: this.#drains,
      folds: this.#folds,
      refusals: this.#refusals,
      harms: this.#harms,
    }
  }

  #arrive(name: string, address: Address, extended: boolean): Person {
    const [clock, relay, witness] = [this.#clock, this.#relays, this.#evidence]
    const person = new Person({ name, address, extended, clock, relay, witness })
    this.#people.push(person)
    return person
  }

  /** Everything that misbehaves stops doing so, and everybody comes back. */
  #calmDown(): void {
    this.#note('quiet')
    this.#store.mood = CALM
    this.#relays.busMood = QUIET_BUS
    this.#relays.foldSlowestMs = QUICK_FOLD_MS
    this.#intruder?.leave()
    for (const person of this.#people) {
      person.lineMood = SOUND
      person.resumeReading()
    }
    const comeBack = (): void => {
      this.#relays.start()
      for (const person of this.#people) person.goOnline()
    }
    if (!this.#relays.mayBeFull) return comeBack()
    // What a full document has refused, its writers still have: whoever runs the relay gives it more room.
    this.#relays.liftQuota()
    void this.#relays.drain().then(comeBack)
  }

  #violated(what: string): void {
    this.#violations.push(`${Math.round(this.#clock.at)} ms: ${what}`)
    this.#note(`VIOLATION ${what}`)
  }

  /** Each seed has its own kinds of trouble, so that some have nothing but one. */
  #planTrouble(): void {
    const clock = this.#clock
    const share = clock.one([0.15, 0.6])
    const kinds = TROUBLES.filter(() => clock.chance(share))
    if (clock.chance(0.4)) clock.after(clock.between(2_000, TROUBLE_MS / 2), () => this.#everybodyLeavesDuringAFold())
    for (let n = clock.whole(30, 150); n > 0; n--) {
      const at = clock.between(0, TROUBLE_MS)
      clock.after(at, () => {
        const person = clock.one(this.#people)
        if (kinds.length === 0 || clock.chance(0.65)) return this.#work(person)
        this.#trouble(clock.one(kinds), person)
      })
    }
  }

  #planHarm(intruder: Intruder): void {
    const clock = this.#clock
    const victims = (): number[] =>
      this.#people.filter(({ address }) => address === intruder.address).map(({ doc }) => doc.clientID)
    clock.after(clock.between(0, TROUBLE_MS / 2), () => intruder.come())
    for (let n = clock.whole(20, 120); n > 0; n--)
      clock.after(clock.between(0, TROUBLE_MS), () => {
        this.#harms++
        this.#note(`intruder: ${intruder.doHarm(victims())}`)
      })
  }

  #work(person: Person): void {
    const clock = this.#clock
    const doing = clock.random()
    if (doing < 0.15) {
      this.#note(`${person.name} moves its caret`)
      return person.presence.moveCaret()
    }
    const many = clock.chance(0.1) ? clock.whole(5, 40) : clock.whole(1, 4)
    this.#edits += many
    this.#note(`${person.name} ${doing < 0.8 ? 'types' : 'erases'} ${many}`)
    const deed = doing < 0.8 ? (): void => person.type() : (): void => person.erase()
    for (let n = 0; n < many; n++) deed()
  }

  #trouble(kind: Trouble, person: Person): void {
    const clock = this.#clock
    this.#note(`${person.name}: ${kind}`)
    switch (kind) {
      case 'cut':
        return person.cutOff()
      case 'away':
        person.goOffline()
        return void clock.after(clock.between(10, 15_000), () => person.goOnline())
      case 'stops reading':
        person.stopReading()
        return void clock.after(clock.between(10, 20_000), () => person.resumeReading())
      case 'keeps a copy':
        return void this.#copies.set(person, Y.encodeStateAsUpdate(person.doc))
      case 'crashes': {
        const kept = clock.one(['everything', 'nothing', this.#copies.get(person) ?? 'everything'] as const)
        return person.crash(kept)
      }
      case 'relay is killed': {
        const { up } = this.#relays
        if (up.length === 0) return
        const relay = clock.one(up)
        this.#kills++
        relay.kill()
        return void clock.after(clock.between(1, 4_000), () => relay.start())
      }
      case 'relay shuts down':
        return this.#shutDown()
      case 'line has a mood':
        return void (person.lineMood = spoilt(clock))
      case 'bus has a mood':
        this.#evidence.relaysMissed ||= this.#relays.several
        return void (this.#relays.busMood = badBusMood(clock))
      case 'disk has a mood':
        return void (this.#store.mood = badMood(clock))
      case 'fold worker dies':
        return this.#relays.killFold()
      case 'fold worker is slow':
        return this.#slowFolds(clock.between(100, 10_000))
      default:
        kind satisfies never
    }
  }

  #shutDown(): void {
    const clock = this.#clock
    const { up } = this.#relays
    if (up.length === 0) return
    const relay = clock.one(up)
    this.#drains++
    void relay.drain().then(() => clock.after(clock.between(1, 3_000), () => relay.start()))
  }

  /** For long enough that rooms would be dropped, and back before the fold is cut off. */
  #everybodyLeavesDuringAFold(): void {
    const clock = this.#clock
    this.#note('everybody leaves during a fold')
    this.#slowFolds(clock.between(5_000, 15_000))
    for (const person of this.#people) {
      for (let n = clock.whole(5, 40); n > 0; n--) person.type()
      clock.after(500, () => person.goOffline())
      clock.after(clock.between(12_000, 28_000), () => person.goOnline())
    }
  }

  #slowFolds(slowestMs: number): void {
    this.#relays.foldSlowestMs = slowestMs
    this.#clock.after(this.#clock.between(1_000, 30_000), () => (this.#relays.foldSlowestMs = QUICK_FOLD_MS))
  }

  #log(): Log {
    const line = (level: string) => (fields: object, message: string) => {
      if (message === 'compacted') this.#folds++
      if (!this.#relays?.several && message === 'another relay has folded the document')
        this.#violated('R5: a room did not know of the snapshot that was made for it')
      if (OUR_MISTAKES.has(message))
        this.#violated(`the relay says "${message}": ${String((fields as { err: unknown }).err)}`)
      this.#note(`  relay ${level}: ${message} ${JSON.stringify(fields)}`)
    }
    return { debug: () => undefined, info: line('info'), warn: line('warn'), error: line('error') }
  }

  #note(what: string): void {
    this.#operations.push(`${String(Math.round(this.#clock.at)).padStart(6)} ${what}`)
  }
}

const DOCUMENTS = ['one', 'two'].map((id): Address => ({ document: parseDocumentId(id)!, part: 'text' }))

/** What the relay catches and goes on after, and must never have to. */
const OUR_MISTAKES: ReadonlySet<string> = new Set([
  'a frame could not be handled',
  'a room failed to settle',
  'a periodic task failed',
])

const TROUBLES = [
  'cut',
  'away',
  'stops reading',
  'keeps a copy',
  'crashes',
  'relay is killed',
  'relay shuts down',
  'line has a mood',
  'bus has a mood',
  'disk has a mood',
  'fold worker dies',
  'fold worker is slow',
] as const
type Trouble = (typeof TROUBLES)[number]
