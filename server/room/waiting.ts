// What a document holds and cannot take in, because something that it hangs on has not come: per Yjs client the runs of
// structs that wait. Part of the index of a document, which counts none of it as held.
import { Ranges } from './ranges.ts'
import { type Id, needsWhole, type Reach, type Run } from './runs.ts'

interface OfClient {
  /** By their start. */
  readonly runs: readonly Run[]
  /** The first that still waits. */
  readonly at: number
  /** What that one needs. */
  readonly needs: Id
  /** The clocks of all of them. */
  readonly clocks: Ranges
}

type Reached = (client: number, end: number) => void

export class Waiting {
  readonly #clients = new Map<number, OfClient>()
  /** Who needs something of a client. */
  readonly #needing = new Map<number, Set<number>>()

  get empty(): boolean {
    return this.#clients.size === 0
  }

  /** How many runs wait. */
  get runs(): number {
    let runs = 0
    for (const { runs: all, at } of this.#clients.values()) runs += all.length - at
    return runs
  }

  /** How many ranges of clocks they are, above what their clients hold. */
  holes(held: Reach): number {
    let holes = 0
    for (const [client, { clocks }] of this.#clients) for (const [, end] of clocks) if (end > held(client)) holes++
    return holes
  }

  /** The clocks of a client that wait, and maybe some that are held by now. */
  clocksOf(client: number): Ranges | undefined {
    return this.#clients.get(client)?.clocks
  }

  *[Symbol.iterator](): Generator<readonly [client: number, run: Run]> {
    for (const [client, { runs, at }] of this.#clients) for (const run of runs.slice(at)) yield [client, run]
  }

  /** These wait too. True when some of them need not, and are held from now on, of which `reached` is told. */
  add(client: number, runs: readonly Run[], held: Reach, reached: Reached): boolean {
    const before = this.#clients.get(client)
    if (before !== undefined) this.#forget(client, before)
    const clocks = before?.clocks ?? new Ranges()
    clocks.addAll(runs.map(({ start, end }) => [start, end]))
    return this.#take(client, merged(before?.runs.slice(before.at) ?? [], runs), 0, clocks, held, reached)
  }

  /** These clients reach further: what waited for it is held from now on, and `reached` is told. */
  wake(clients: Iterable<number>, held: Reach, reached: Reached): void {
    const further = [...clients]
    for (const client of further)
      for (const other of [...(this.#needing.get(client) ?? [])]) {
        const waiting = this.#clients.get(other)!
        if (waiting.needs.clock >= held(client)) continue
        this.#forget(other, waiting)
        if (this.#take(other, waiting.runs, waiting.at, waiting.clocks, held, reached)) further.push(other)
      }
  }

  copy(): Waiting {
    const twin = new Waiting()
    for (const [client, { runs, at, needs, clocks }] of this.#clients) {
      twin.#clients.set(client, { runs, at, needs, clocks: Ranges.of([...clocks]) })
      twin.#need(client, needs)
    }
    return twin
  }

  /** Those from `from` on that need nothing more are held; the others wait. True when any is. */
  #take(client: number, runs: readonly Run[], from: number, clocks: Ranges, held: Reach, reached: Reached): boolean {
    const before = held(client)
    for (let at = from; at < runs.length; at++) {
      const needs = needsWhole(runs[at]!, client, held)
      if (needs !== undefined) {
        this.#clients.set(client, { runs, at, needs, clocks })
        this.#need(client, needs)
        break
      }
      if (runs[at]!.end > held(client)) reached(client, runs[at]!.end)
    }
    return held(client) > before
  }

  #need(client: number, { client: other }: Id): void {
    const needing = this.#needing.get(other)
    if (needing === undefined) this.#needing.set(other, new Set([client]))
    else needing.add(client)
  }

  #forget(client: number, { needs }: OfClient): void {
    this.#clients.delete(client)
    const needing = this.#needing.get(needs.client)
    needing?.delete(client)
    if (needing?.size === 0) this.#needing.delete(needs.client)
  }
}

/** Two lists by start as one, in time linear in both. */
function merged(one: readonly Run[], two: readonly Run[]): readonly Run[] {
  if ((one.at(-1)?.start ?? -1) <= (two[0]?.start ?? 0)) return [...one, ...two]
  const all: Run[] = []
  let at = 0
  for (const run of one) {
    while (at < two.length && two[at]!.start < run.start) all.push(two[at++]!)
    all.push(run)
  }
  return [...all, ...two.slice(at)]
}
