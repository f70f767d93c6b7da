// The processes that one has started, and those that these have, as Linux tells of them in /proc.
import { readdirSync, readFileSync } from 'node:fs'

export interface Process {
  readonly pid: number
  /** In ticks since the computer started: another process of this number has another. */
  readonly startedAt: string
  readonly command: string
}

/** All below this one, at this moment: stop it first, where none may be missed. */
export function descendantsOf(pid: number): readonly Process[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (look(Number(name)) ?? []) : []))
  const below = (parent: number): Process[] =>
    all.flatMap((one) => (one.parent === parent ? [one, ...below(one.pid)] : []))
  return below(pid)
}

/** What it has had of the processors so far, in ms, and its threads with it. Linux counts in hundredths of a second. */
export function cpuMsOf(pid: number): number {
  const told = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user, system] = told
    .slice(told.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(system)) * 10
}

export function runs({ pid, startedAt }: Process): boolean {
  return look(pid)?.startedAt === startedAt
}

/** Undefined: there is none, or only what is left of one. */
function look(pid: number): (Process & { readonly parent: number }) | undefined {
  try {
    // Its name, in parentheses, may have anything in it.
    const told = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent, ...rest] = told.slice(told.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return state === 'Z' ? undefined : { pid, parent: Number(parent), startedAt: rest[17]!, command }
  } catch {
    return undefined // It has ended meanwhile.
  }
}
