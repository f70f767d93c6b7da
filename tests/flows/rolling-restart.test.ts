// `npm run cluster` under everybody's hands: its relays are restarted one by one, as for a new version (R11), and one is killed.
// People are behind the balancer, with our own client, with stock ones, and some that look at each frame.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId } from '../../contracts/ids.ts'
import { Dialer } from '../../renderer/collab/dialer.ts'
import { openDocument, type OpenDocument } from '../../renderer/collab/open-document.ts'
import { TestCluster } from '../support/cluster.ts'
import { FrameClient } from '../support/frame-client.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const LETTER_EVERY_MS = 15
const SPREAD_MS = 2_000

let cluster: TestCluster
beforeAll(async () => {
  cluster = await TestCluster.start()
}, 150_000)
afterAll(async () => {
  expect(await cluster.stop()).toBe(0)
}, 60_000)

/** Whoever types. */
interface Person {
  readonly doc: Y.Doc
  /** Something is open to a relay. */
  connected(): boolean
  leave(): Promise<void>
}

class WithOurClient implements Person {
  readonly #dialer = new Dialer(cluster.url)
  readonly document: OpenDocument

  constructor(document: string) {
    // A computer of one's own.
    globalThis.indexedDB = new IDBFactory()
    this.document = openDocument({
      relay: cluster.url,
      document: document as DocumentId,
      dialer: this.#dialer,
      createdHere: true,
      user: null,
    })
  }

  get doc(): Y.Doc {
    return this.document.doc
  }

  connected(): boolean {
    return this.document.connection.get().synced
  }

  async leave(): Promise<void> {
    await this.document.close()
    this.#dialer.close()
  }
}

class WithStockClient implements Person {
  readonly #client: StockClient

  constructor(document: string) {
    this.#client = new StockClient(cluster, document)
  }

  get doc(): Y.Doc {
    return this.#client.doc
  }

  connected(): boolean {
    return this.#client.provider.synced
  }

  async leave(): Promise<void> {
    this.#client.leave()
  }
}

/** Speaks `ligature.v1`, does what `goaway` asks, and writes down each stay with a relay. */
class Witness implements Person {
  readonly doc = new Y.Doc()
  readonly stays: FrameClient[] = []
  readonly #document: string
  #left = false

  constructor(document: string) {
    this.#document = document
    void this.#stay()
  }

  connected(): boolean {
    // One that was sent away is not back before its next stay.
    const stay = this.stays.at(-1)
    return stay?.closeCode === undefined && (stay?.frames('update').some(({ step2 }) => step2) ?? false)
  }

  async leave(): Promise<void> {
    this.#left = true
    this.stays.at(-1)?.leave()
  }

  async #stay(): Promise<void> {
    while (!this.#left) {
      const stay = new FrameClient(cluster, this.#document, { doc: this.doc })
      this.stays.push(stay)
      const asked = await until('the end of a stay', () => stay.frames('goaway')[0] ?? stay.closeCode, 600_000)
      if (typeof asked !== 'number') stay.leave()
      const waitMs = typeof asked === 'number' ? 100 : asked.afterMs
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}

const relayOf = (stay: FrameClient): string | undefined => stay.frames('hello')[0]?.hello.relay.instance

/** Everybody types their own letter until it is called off; then all see all of them, also whoever comes then. */
async function whileAllType(
  document: string,
  people: readonly Person[],
  happens: () => Promise<void>,
): Promise<string> {
  await until('all to be there', () => people.every((person) => person.connected()), 30_000)
  const letters = people.map((_, nth) => String.fromCodePoint(97 + nth))
  const typed = people.map(() => 0)
  const timer = setInterval(() => {
    for (const [nth, { doc }] of people.entries()) {
      doc.getText('text').insert(doc.getText('text').length, letters[nth]!)
      typed[nth]!++
    }
  }, LETTER_EVERY_MS)
  try {
    await happens()
  } finally {
    clearInterval(timer)
  }
  const counted = (text: string): number[] => letters.map((letter) => text.split(letter).length - 1)
  const textOf = ({ doc }: Person): string => doc.getText('text').toString()
  await until(
    'all to see what everybody typed',
    () => people.every((person) => counted(textOf(person)).join() === typed.join()),
    60_000,
  )
  const text = textOf(people[0]!)
  expect(people.map(textOf).every((other) => other === text)).toBe(true)
  const newcomer = await FrameClient.join(cluster, document)
  expect(newcomer.text).toBe(text)
  newcomer.leave()
  return text
}

test(
  'R11: relays are restarted one by one: each asks its people to come back at a time of their own, and nothing is missing',
  { timeout: 240_000 },
  async () => {
    const document = 'rolling'
    const ours = Array.from({ length: 3 }, () => new WithOurClient(document))
    const stock = Array.from({ length: 3 }, () => new WithStockClient(document))
    const witnesses = Array.from({ length: 9 }, () => new Witness(document))
    const people = [...ours, ...stock, ...witnesses]
    const delays: number[] = []
    const text = await whileAllType(document, people, async () => {
      for (const member of cluster.members) {
        await until('all to be there', () => people.every((person) => person.connected()), 60_000)
        const stays = witnesses.map((witness) => witness.stays.at(-1)!)
        // In time: a relay that is not done within 10 s ends with 1.
        expect(await cluster.restart(member, 'SIGTERM')).toBe(0)
        await until('all to be back', () => people.every((person) => person.connected()), 60_000)
        const sentAway = stays.filter((stay) => stay.closeCode !== undefined)
        expect(sentAway.length).toBeGreaterThan(0)
        expect(new Set(sentAway.map(relayOf)).size).toBe(1)
        for (const stay of sentAway) {
          const goaways = stay.frames('goaway')
          expect(goaways).toHaveLength(1)
          delays.push(goaways[0]!.afterMs)
          const next = witnesses.find(({ stays }) => stays.includes(stay))!.stays.at(-1)!
          expect(relayOf(next)).not.toBe(relayOf(stay))
        }
      }
    })
    expect(delays.every((ms) => ms >= 0 && ms <= SPREAD_MS)).toBe(true)
    expect(new Set(delays).size).toBeGreaterThan(1)
    await until('ours to be saved', () => ours.every(({ document }) => document.status.get().kind === 'saved'))
    console.info(
      `${text.length} letters of ${people.length} people, over three restarts; delays ${delays.join(', ')} ms`,
    )
    for (const person of people) await person.leave()
  },
)

test(
  'R1: a relay is killed while all type: everybody comes back through the balancer, and what was called saved is there',
  { timeout: 120_000 },
  async () => {
    const document = 'killed'
    const people = [
      ...Array.from({ length: 3 }, () => new WithOurClient(document)),
      ...Array.from({ length: 3 }, () => new WithStockClient(document)),
    ]
    const looking = await Promise.all(Array.from({ length: 3 }, () => FrameClient.join(cluster, document)))
    const text = await whileAllType(document, people, async () => {
      const typing = setInterval(() => looking.forEach((client, nth) => client.type('XYZ'[nth]!)), LETTER_EVERY_MS)
      await until('all to have something saved', () => looking.every(({ saved }) => saved > 50))
      const member = cluster.members[1]!
      const killed = cluster.restart(member, 'SIGKILL')
      const dead = await until('a connection to break', () => looking.find(({ closeCode }) => closeCode !== undefined))
      const acknowledged = dead.saved - 1
      clearInterval(typing)
      await killed
      await until('all to be back', () => people.every((person) => person.connected()), 60_000)
      const letter = 'XYZ'[looking.indexOf(dead)]!
      const seen = people[0]!.doc.getText('text')
      await until('what was saved', () => seen.toString().split(letter).length - 1 >= acknowledged)
      console.info(`${acknowledged} of ${dead.sent - 1} letters of one connection were called saved when it broke`)
    })
    expect(text.length).toBeGreaterThan(0)
    for (const person of people) await person.leave()
    for (const client of looking) client.leave()
  },
)
