// What of an update a document would take in: a struct belongs to it once everything it hangs on does (the clock before
// it, its neighbours and its parent, which may be other clients'). Used by the index of a document.

/** A clock of a client. */
export interface Id {
  readonly client: number
  readonly clock: number
}

/** Structs of one client, one behind the other, of which only the first hangs on other clients. */
export interface Run {
  readonly start: number
  readonly end: number
  /** Where its first struct ends. */
  readonly firstEnd: number
  /** What of other clients the first struct hangs on. */
  readonly on: readonly Id[]
  /** The one among them that stays when the beginning of the first struct is cut off. */
  readonly right: Id | undefined
}

/** How far a client's clocks reach. */
export type Reach = (client: number) => number

export interface Settled {
  /** How far the clients of the update reach with it. */
  readonly reached: ReadonlyMap<number, number>
  /** Of each client with runs that must wait, the first of them and what it needs. */
  readonly stuck: ReadonlyMap<number, { readonly at: number; readonly needs: Id }>
}

/**
 * Takes the runs in, as Yjs does: what one needs of another client of the update is taken in first, and where that is
 * missing, all that were waiting for it are stuck. Costs the number of runs.
 */
export function settle(
  update: ReadonlyMap<number, readonly Run[]>,
  held: Reach,
  needs: (run: Run, client: number, reach: Reach) => Id | undefined,
): Settled {
  const reached = new Map<number, number>()
  const stuck = new Map<number, { at: number; needs: Id }>()
  const next = new Map<number, number>()
  const reach: Reach = (client) => reached.get(client) ?? held(client)
  for (const first of update.keys()) {
    if (stuck.has(first)) continue
    /** Each needs something of the one behind it. */
    const stack: { readonly client: number; needs: Id | undefined }[] = [{ client: first, needs: undefined }]
    const stacked = new Set([first])
    while (stack.length > 0) {
      const top = stack.at(-1)!
      const { client } = top
      const runs = update.get(client)!
      const wanted = stack.at(-2)?.needs?.clock ?? Infinity
      let at = next.get(client) ?? 0
      top.needs = undefined
      while (at < runs.length && reach(client) <= wanted) {
        top.needs = needs(runs[at]!, client, reach)
        if (top.needs !== undefined) break
        reached.set(client, Math.max(reach(client), runs[at]!.end))
        at++
      }
      next.set(client, at)
      const other = top.needs?.client
      if (other === undefined && (reach(client) > wanted || stack.length === 1)) {
        stack.pop()
        stacked.delete(client)
      } else if (
        other !== undefined &&
        (next.get(other) ?? 0) < (update.get(other)?.length ?? 0) &&
        !stuck.has(other) &&
        !stacked.has(other)
      ) {
        stack.push({ client: other, needs: undefined })
        stacked.add(other)
      } else {
        // A dead wall. One that has no more runs is not stuck, it only does not reach far enough.
        for (const each of stack)
          if (each.needs !== undefined) stuck.set(each.client, { at: next.get(each.client)!, needs: each.needs })
        stack.length = 0
      }
    }
  }
  return { reached, stuck }
}

/** What a run from the store lacks. Yjs asks for all that the whole struct hangs on, even if its beginning is known. */
export function needsWhole({ start, end, on }: Run, client: number, reach: Reach): Id | undefined {
  const known = reach(client)
  if (end <= known) return undefined
  if (start > known) return { client, clock: start - 1 }
  for (const id of on) if (id.clock >= reach(id.client)) return id
  return undefined
}

/** What a run of a new update lacks: of one whose beginning is known, only the rest will be stored. */
export function needsOfRest(run: Run, client: number, reach: Reach): Id | undefined {
  return needsWhole(restOf(run, reach(client)), client, reach)
}

/** What most structs hang on of other clients. */
export const NOTHING: readonly Id[] = []

/** The run without what lies below this clock; the run itself when nothing does. */
export function restOf(run: Run, clock: number): Run {
  if (clock <= run.start || clock >= run.end) return run
  const right = clock < run.firstEnd ? run.right : undefined
  return {
    ...run,
    start: clock,
    firstEnd: Math.max(run.firstEnd, clock),
    on: right === undefined ? NOTHING : [right],
    right,
  }
}
