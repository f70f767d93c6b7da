// A loss of power, simulated without touching the program: strace notes every write to a file with its bytes and every
// sync; after the kill the files are put together anew from what a finished sync had covered. Used by workloads/kill.ts.
import { closeSync, existsSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes of one write that strace prints; SQLite writes pages of 4 KB, and a log frame header before each. */
const MOST_PRINTED = 1024 * 1024

/** What stands before `node`. -y prints the file behind a descriptor, -xx bytes as hex. */
export const STRACE = (file: string): readonly string[] => [
  'strace',
  '-f',
  '-qq',
  '-y',
  '-xx',
  '-s',
  String(MOST_PRINTED),
  '-e',
  'trace=pwrite64,fdatasync,fsync,ftruncate',
  '-o',
  file,
]

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly length: number }

interface Traced {
  /** Covered by a finished sync, in order. */
  readonly synced: Change[]
  /** Not yet. */
  readonly open: Set<Change>
}

/** Leaves in the folder's files only what was on the disk for certain. Files that were never synced stay, empty. */
export function syncedOnly(folder: string, traceFile: string): void {
  const files = readTrace(readFileSync(traceFile, 'latin1'))
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    // Shared memory is no file on a disk: after a loss of power it is not there, and SQLite makes it anew.
    if (name.endsWith('-shm')) rmSync(path)
    const traced = files.get(path)
    if (traced === undefined) continue
    const descriptor = openSync(path, 'w')
    for (const change of traced.synced)
      if (change.kind === 'write') writeSync(descriptor, change.bytes, 0, change.bytes.length, change.at)
      else ftruncateSync(descriptor, change.length)
    closeSync(descriptor)
  }
  if (!existsSync(join(folder, 'ligature.db'))) throw new Error('the trace took the database away altogether')
}

/**
 * A write counts for a sync that *began* after the write had ended: the lines of two threads may cross, and then strace
 * prints `<unfinished ...>` and `resumed`.
 */
function readTrace(text: string): Map<string, Traced> {
  const files = new Map<string, Traced>()
  const unfinished = new Map<string, string>()
  const syncing = new Map<string, readonly Change[]>()
  const of = (path: string): Traced => {
    let traced = files.get(path)
    if (traced === undefined) files.set(path, (traced = { synced: [], open: new Set() }))
    return traced
  }
  for (const line of text.split('\n')) {
    const thread = line.slice(0, line.indexOf(' '))
    let call = line.slice(thread.length).trimStart()
    if (call.endsWith('<unfinished ...>')) {
      const begun = call.slice(0, -'<unfinished ...>'.length).trimEnd()
      unfinished.set(thread, begun)
      const path = pathIn(begun)
      if (path !== undefined && /^f(data)?sync/.test(begun)) syncing.set(thread, [...of(path).open])
      continue
    }
    if (call.startsWith('<... ')) {
      call = `${unfinished.get(thread) ?? ''}${call.slice(call.indexOf('resumed>') + 'resumed>'.length)}`
      unfinished.delete(thread)
    }
    const path = pathIn(call)
    if (path === undefined) continue
    const traced = of(path)
    if (/^f(data)?sync/.test(call)) {
      const covered = syncing.get(thread) ?? [...traced.open]
      syncing.delete(thread)
      if (!call.endsWith('= 0')) continue
      // Two threads sync one file at once. What the other has covered may have been written over since.
      for (const change of covered) if (traced.open.delete(change)) traced.synced.push(change)
    } else {
      const change = changeIn(call)
      if (change !== undefined) traced.open.add(change)
      else if (!/\)\s+= (-1 |\?)/.test(call)) throw new Error(`a line of the trace cannot be read: ${call.slice(-100)}`)
    }
  }
  return files
}

/** -xx also prints paths as hex. */
function pathIn(call: string): string | undefined {
  const path = /^\w+\(\d+<([^>]*)>/.exec(call)?.[1]
  return path?.startsWith('\\x') === true ? unhex(path).toString() : path
}

function changeIn(call: string): Change | undefined {
  const truncated = /^ftruncate\([^,]+, (\d+)\)\s+= 0$/.exec(call)
  if (truncated !== null) return { kind: 'truncate', length: Number(truncated[1]) }
  const written = /^pwrite64\([^,]+, "([^"]*)"(\.\.\.)?, \d+, (\d+)\)\s+= (\d+)$/.exec(call)
  if (written === null) return undefined
  if (written[2] !== undefined) throw new Error(`a write of more than ${MOST_PRINTED} bytes is not in the trace`)
  const bytes = unhex(written[1]!).subarray(0, Number(written[4]))
  return { kind: 'write', at: Number(written[3]), bytes }
}

const unhex = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex')
