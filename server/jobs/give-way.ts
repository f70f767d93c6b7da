// The priority of a worker's thread. Called first by the workers beside this file.
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/**
 * A third of what an equal would get of a processor that everybody wants. At 10 it is a tenth: of 260,000 rows that came in 50 s, on two cores
 * that others kept busy, 209,000 were not folded at the end, and 61,000 at 5.
 */
const NICENESS = 5

/** Whoever types comes first. On Linux each thread has a priority of its own; elsewhere the whole process would lose it. */
export function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), NICENESS)
  } catch {
    // No /proc here. It only takes turns as others do.
  }
}
