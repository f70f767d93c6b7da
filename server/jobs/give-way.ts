// The priority of a worker's thread. Called first by the workers beside this file.
import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/** Whoever types comes first. On Linux each thread has a priority of its own; elsewhere the whole process would lose it. */
export function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // No /proc here. It only takes turns as others do.
  }
}
