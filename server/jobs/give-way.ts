// The priority of a worker's thread. Called first by the workers beside this file.
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/**
 * A third of what an equal would get of a processor that everybody wants. At 10 it is a tenth, and on a machine that other programs keep
 * busy what was typed was found by searches only after ten seconds and more.
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
