// `kill -9` under load, again and again: what was acknowledged, and what anybody else had seen, must be there afterwards.
// The suite runs 50 kills; `node tests/faults/kill-loop.ts 2000` runs as many as you like.
import * as Y from 'yjs'
import { FrameClient } from '../support/frame-client.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const DOCUMENT = 'kill-loop'
const WRITERS = 3
/** Edits of one writer between two turns of the event loop. */
const BURST = 60
const IN_FLIGHT = 100
const LONGEST_ROUND_MS = 200

export interface KillReport {
  readonly kills: number
  readonly acknowledged: number
  readonly seen: number
  readonly inFlightAtKills: readonly number[]
  readonly acknowledgedMissing: readonly string[]
  readonly seenMissing: readonly string[]
  readonly converged: boolean
}

/** Someone who pushes numbered words into a list and keeps account of which frames carried them. */
class Writer {
  readonly name: string
  readonly doc = new Y.Doc()
  /** Word in the n-th update frame of this connection; the step2 carries none. */
  #words: (string | null)[] = []
  #client: FrameClient | undefined
  #counter = 0

  constructor(name: string) {
    this.name = name
  }

  async join(relay: TestRelay): Promise<void> {
    this.#client?.breakOff()
    this.#client = new FrameClient(relay, DOCUMENT, { doc: this.doc })
    this.#words = []
    const client = this.#client
    await until(
      `${this.name} to have joined`,
      () => client.sent > 0 && client.heard.some((frame) => frame.kind === 'update' && frame.step2),
    )
    this.#words = Array.from({ length: client.sent }, () => null)
  }

  type(): void {
    const word = `${this.name}${this.#counter++}`
    this.#words.push(word)
    this.doc.getArray<string>('words').push([word])
  }

  get inFlight(): number {
    return this.#client === undefined ? 0 : this.#client.sent - this.#client.saved
  }

  /** Words in frames that the relay called saved. */
  get acknowledged(): string[] {
    return this.#words.slice(0, this.#client?.saved ?? 0).flatMap((word) => word ?? [])
  }

  get client(): FrameClient {
    return this.#client!
  }
}

export async function killLoop(
  kills: number,
  seed: number,
  onRound: (done: number) => void = () => undefined,
): Promise<KillReport> {
  const random = seeded(seed)
  const relay = await TestRelay.start({ env: { LIGATURE_LOG: 'info' } })
  const acknowledged = new Set<string>()
  const seen = new Set<string>()
  const acknowledgedMissing: string[] = []
  const seenMissing: string[] = []
  const inFlightAtKills: number[] = []
  const writers = Array.from({ length: WRITERS }, (_, at) => new Writer(`w${at}-`))
  const reader = new Writer('reader')
  try {
    for (let kill = 0; kill < kills; kill++) {
      for (const writer of [...writers, reader]) await writer.join(relay)
      const mayDieAt = performance.now() + random() * LONGEST_ROUND_MS
      for (;;) {
        for (const writer of writers) for (let n = 0; n < BURST; n++) writer.type()
        await new Promise((resolve) => setImmediate(resolve))
        const inFlight = writers.reduce((sum, writer) => sum + writer.inFlight, 0)
        if (performance.now() < mayDieAt || inFlight <= IN_FLIGHT) continue
        inFlightAtKills.push(inFlight)
        break
      }
      await relay.kill()
      // What was on its way to us when it died was said before it died.
      for (const writer of [...writers, reader]) await writer.client.closed()
      for (const writer of writers) for (const word of writer.acknowledged) acknowledged.add(word)
      for (const word of reader.doc.getArray<string>('words')) seen.add(word)
      await relay.start()
      // A newcomer first: whoever was there would bring the lost words back.
      const newcomer = await FrameClient.join(relay, DOCUMENT, { mute: false })
      const there = new Set(newcomer.doc.getArray<string>('words'))
      newcomer.leave()
      for (const word of acknowledged) if (!there.has(word)) acknowledgedMissing.push(word)
      for (const word of seen) if (!there.has(word)) seenMissing.push(word)
      onRound(kill + 1)
    }
    for (const writer of [...writers, reader]) await writer.join(relay)
    await Promise.all(writers.map((writer) => writer.client.allSaved()))
    const converged = await until('everyone to converge', () => {
      const texts = [...writers, reader].map(({ doc }) => JSON.stringify(doc.getArray('words')))
      return texts.every((text) => text === texts[0])
    }).catch(() => false)
    return {
      kills,
      acknowledged: acknowledged.size,
      seen: seen.size,
      inFlightAtKills,
      acknowledgedMissing,
      seenMissing,
      converged,
    }
  } finally {
    for (const writer of [...writers, reader]) writer.client.breakOff()
    await relay.dispose()
  }
}

if (import.meta.main) {
  const kills = Number(process.argv[2] ?? 1_000)
  const report = await killLoop(kills, seedOfThisRun('kill loop'), (done) => {
    if (done % 50 === 0) console.info(`${done} kills`)
  })
  console.info(summary(report))
  process.exit(report.acknowledgedMissing.length + report.seenMissing.length === 0 && report.converged ? 0 : 1)
}

export function summary({
  kills,
  acknowledged,
  seen,
  inFlightAtKills,
  acknowledgedMissing,
  seenMissing,
  converged,
}: KillReport): string {
  const least = Math.min(...inFlightAtKills)
  const most = Math.max(...inFlightAtKills)
  return `${kills} kills with ${least} to ${most} edits in flight; acknowledged ${acknowledged}, missing ${acknowledgedMissing.length}; seen by another ${seen}, missing ${seenMissing.length}; converged: ${converged}`
}
