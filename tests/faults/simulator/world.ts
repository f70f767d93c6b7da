// One simulation from its seed: some people on two documents, a relay, a disk and a network that all misbehave for a
// while, and then a quiet time after which everything must be in order. What happened can be read and repeated.
import * as Y from 'yjs'
import { type Address, parseDocumentId } from '../../../contracts/ids.ts'
import type { Log } from '../../../server/log.ts'
import { seeded } from '../../support/random.ts'
import { checkPeace } from './peace.ts'
import { Person, type Witness } from './person.ts'
import { QUICK_FOLD_MS, SimulatedRelay } from './simulated-relay.ts'
import { CALM, SimulatedStore } from './simulated-store.ts'
import { VirtualClock } from './virtual-clock.ts'
import type { Edit } from './words.ts'

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
  readonly folds: number
}

const TROUBLE_MS = 40_000
/** Half-open connections end, presence is forgotten, everyone has come back: all of it within this time. */
const QUIET_MS = 100_000
/** R12, and a moment for the last goodbyes to arrive. */
const EMPTY_MS = 20_500

export async function simulate(seed: number): Promise<Outcome> {
  return await new World(seed).run()
}

class World implements Witness {
  readonly #seed: number
  readonly #clock: VirtualClock
  readonly #store: SimulatedStore
  readonly #relay: SimulatedRelay
  readonly #people: Person[] = []
  readonly #operations: string[] = []
  readonly #violations: string[] = []
  readonly #shown = new Map<string, Set<Edit>>()
  readonly #acknowledged = new Map<string, Set<Edit>>()
  readonly #copies = new Map<Person, Uint8Array>()
  /** Where each word was typed. */
  readonly #ids = new Map<string, Y.ID>()
  #edits = 0
  #kills = 0
  #folds = 0

  constructor(seed: number) {
    this.#seed = seed
    const clock = new VirtualClock(seeded(seed))
    this.#clock = clock
    const violated = (what: string): void => this.violated(what)
    this.#store = new SimulatedStore(clock, violated)
    const mood = {
      limits: {
        maxFrameBytes: 1_000_000,
        maxPresenceBytes: 64_000,
        outboxBytes: clock.whole(500, 8_000),
        unsavedBytes: clock.whole(300, 8_000),
        framesPerSecond: clock.chance(0.5) ? Infinity : clock.whole(5, 50),
        bytesPerSecond: clock.chance(0.5) ? Infinity : clock.whole(1_000, 20_000),
        firstFrameSeconds: clock.chance(0.5) ? undefined : 30,
      },
      longTail: { rows: clock.whole(2, 60), bytes: 1_000_000, shareOfSnapshot: 0 },
    }
    this.#relay = new SimulatedRelay(clock, this.#store, mood, this.#log())
    const documents = ['one', 'two'].map((id): Address => ({ document: parseDocumentId(id)!, part: 'text' }))
    for (let n = clock.whole(2, 5); n > 0; n--)
      this.#people.push(
        new Person({
          name: `p${n}`,
          address: documents[clock.chance(0.7) ? 0 : 1]!,
          extended: clock.chance(0.6),
          clock,
          relay: this.#relay,
          witness: this,
        }),
      )
  }

  async run(): Promise<Outcome> {
    const clock = this.#clock
    this.#relay.start()
    for (const person of this.#people) clock.after(clock.between(0, 2_000), () => person.goOnline())
    this.#planTrouble()
    await clock.runUntil(TROUBLE_MS)
    this.#note('quiet')
    this.#store.mood = CALM
    this.#relay.foldSlowestMs = QUICK_FOLD_MS
    this.#relay.start()
    for (const person of this.#people) {
      person.resumeReading()
      person.goOnline()
    }
    await clock.runUntil(TROUBLE_MS + QUIET_MS)
    checkPeace(this.#people, this.#store, this)
    this.#note('everybody leaves')
    for (const person of this.#people) person.goOffline()
    await clock.runUntil(TROUBLE_MS + QUIET_MS + EMPTY_MS)
    const { sessions, rooms } = this.#relay.attendance
    if (sessions + rooms > 0) this.violated(`R12: ${rooms} rooms and ${sessions} sessions are left over`)
    const sum = (of: ReadonlyMap<string, ReadonlySet<Edit>>): number =>
      [...of.values()].reduce((total, { size }) => total + size, 0)
    this.#store.database.close()
    return {
      seed: this.#seed,
      violations: this.#violations,
      operations: this.#operations,
      edits: this.#edits,
      acknowledged: sum(this.#acknowledged),
      shown: sum(this.#shown),
      kills: this.#kills,
      folds: this.#folds,
    }
  }

  acknowledged(person: Person, edits: readonly Edit[]): void {
    this.#mustBeOnDisk(person, edits, 'R1: was told that it is saved', this.#acknowledged)
  }

  shown(person: Person, edits: readonly Edit[]): void {
    this.#mustBeOnDisk(person, edits, 'R2: was shown', this.#shown)
  }

  typed(word: string, id: Y.ID): void {
    this.#ids.set(word, id)
  }

  violated(what: string): void {
    this.#violations.push(`${Math.round(this.#clock.at)} ms: ${what}`)
    this.#note(`VIOLATION ${what}`)
  }

  #mustBeOnDisk(person: Person, edits: readonly Edit[], how: string, into: Map<string, Set<Edit>>): void {
    const { doc, added, present } = this.#store.truthOf(person.address)
    const seen = into.get(person.address.document) ?? new Set()
    into.set(person.address.document, seen)
    for (const edit of edits) {
      const word = edit.slice(1)
      if (edit.startsWith('+') ? !added.has(word) && !holds(doc, word, this.#ids.get(word)) : present.has(word))
        this.violated(`${person.name} ${how} ${edit}, which the disk does not have`)
      seen.add(edit)
    }
  }

  /** Each seed has its own kinds of trouble, so that some have nothing but one. */
  #planTrouble(): void {
    const clock = this.#clock
    const kinds = TROUBLES.filter(() => clock.chance(0.6))
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

  #work(person: Person): void {
    const clock = this.#clock
    const doing = clock.random()
    if (doing < 0.15) {
      this.#note(`${person.name} moves its caret`)
      return person.moveCaret()
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
      case 'relay is killed':
        if (!this.#relay.up) return
        this.#kills++
        this.#relay.kill()
        return void clock.after(clock.between(1, 4_000), () => this.#relay.start())
      case 'disk has a mood': {
        const bad = (): number => (clock.chance(0.5) ? clock.between(0, 0.3) : 0)
        this.#store.mood = {
          slowestMs: clock.between(1, clock.chance(0.2) ? 2_000 : 60),
          unknown: bad(),
          late: bad(),
          torn: bad(),
          readFails: bad() / 3,
        }
        return
      }
      case 'fold worker dies':
        return this.#relay.killFold()
      case 'fold worker is slow':
        return this.#slowFolds(clock.between(100, 10_000))
      default:
        kind satisfies never
    }
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
    this.#relay.foldSlowestMs = slowestMs
    this.#clock.after(this.#clock.between(1_000, 30_000), () => (this.#relay.foldSlowestMs = QUICK_FOLD_MS))
  }

  #log(): Log {
    const line = (level: string) => (fields: object, message: string) => {
      if (message === 'compacted') this.#folds++
      if (message === 'compaction failed' && /replaced by somebody else/.test((fields as { problem: string }).problem))
        this.violated('R5: a room did not know of the snapshot that was made for it')
      this.#note(`  relay ${level}: ${message} ${JSON.stringify(fields)}`)
    }
    return { debug: () => undefined, info: line('info'), warn: line('warn'), error: line('error') }
  }

  #note(what: string): void {
    this.#operations.push(`${String(Math.round(this.#clock.at)).padStart(6)} ${what}`)
  }
}

/**
 * Whether the disk holds a word that never showed there: it came in one with its deletion, or waits for something typed
 * before it that is still on its way (its writer has both).
 */
function holds(doc: Y.Doc, word: string, id: Y.ID | undefined): boolean {
  if (id !== undefined && id.clock < Y.getState(doc.store, id.client)) return true
  const { pendingStructs } = doc.store
  if (pendingStructs === null) return false
  return Y.decodeUpdateV2(pendingStructs.update).structs.some(
    (struct) => struct instanceof Y.Item && struct.content.getContent().includes(word),
  )
}

const TROUBLES = [
  'cut',
  'away',
  'stops reading',
  'keeps a copy',
  'crashes',
  'relay is killed',
  'disk has a mood',
  'fold worker dies',
  'fold worker is slow',
] as const
type Trouble = (typeof TROUBLES)[number]
