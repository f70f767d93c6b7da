// A relay's data folder at rest: looked into and damaged by hand, and the commands of the relay's entry run on it.
import { chmodSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Summary } from '../../server/jobs/check.ts'
import type { Finding } from '../../server/jobs/findings.ts'
import { type Ended, runAndEnd, startAndEnd } from './refused-start.ts'
import { BUILT_RELAY } from './built-relay.ts'

/** Its relay may be writing just now: that is waited for, as by any other who opens it. */
const LOCKED_MS = 10_000

export const databaseOf = (data: string): DatabaseSync =>
  new DatabaseSync(join(data, 'ligature.db'), { timeout: LOCKED_MS })

export function withDatabase<Result>(data: string, work: (database: DatabaseSync) => Result): Result {
  const database = databaseOf(data)
  try {
    return work(database)
  } finally {
    database.close()
  }
}

/** Changes rows behind the relay's back; fails when there was nothing to change. */
export function damage(data: string, sql: string, ...values: readonly SQLInputValue[]): void {
  const { changes } = withDatabase(data, (database) => database.prepare(sql).run(...values))
  if (changes === 0) throw new Error(`nothing was damaged by ${sql}`)
}

export function look<Row>(data: string, sql: string, ...values: readonly SQLInputValue[]): Row[] {
  return withDatabase(data, (database) => database.prepare(sql).all(...values) as Row[])
}

/** The log of a document's text, or its snapshots: `{ rows, first, last }` by seq. */
export function seqsOf(
  data: string,
  table: 'log' | 'snapshots',
  document: string,
): { rows: number; first: number; last: number } {
  return look<{ rows: number; first: number; last: number }>(
    data,
    `SELECT count(*) AS rows, min(seq) AS first, max(seq) AS last FROM ${table}
     WHERE number = (SELECT number FROM heads WHERE document = ? AND part = 'text')`,
    document,
  )[0]!
}

export async function command(data: string, ...args: readonly string[]): Promise<Ended> {
  return await startAndEnd({ LIGATURE_DATA: data }, ...args)
}

/** The same by somebody whom the file system keeps to its permissions: root is not, unless it gives that up. */
export async function humbleCommand(data: string, ...args: readonly string[]): Promise<Ended> {
  const entry = [process.execPath, BUILT_RELAY, ...args]
  const caps = '-dac_override,-dac_read_search'
  const [program, ...rest] =
    process.getuid?.() === 0 ? ['setpriv', `--bounding-set=${caps}`, `--inh-caps=${caps}`, ...entry] : entry
  return await runAndEnd(program!, rest, { LIGATURE_DATA: data })
}

/** And by another user than the one who made the folder, as far as the process can tell. */
export async function strangersCommand(data: string, ...args: readonly string[]): Promise<Ended> {
  const stranger = 'data:text/javascript,const{getuid}=process;process.getuid=()=>getuid()+1000'
  return await runAndEnd(process.execPath, ['--import', stranger, BUILT_RELAY, ...args], { LIGATURE_DATA: data })
}

/** Nobody may write in the folder, or to what is in it; or all may again who might before. */
export function setWritable(data: string, writable: boolean): void {
  for (const entry of ['.', ...readdirSync(data, { recursive: true, encoding: 'utf8' })]) {
    const path = join(data, entry)
    chmodSync(path, statSync(path).isDirectory() ? (writable ? 0o755 : 0o555) : writable ? 0o644 : 0o444)
  }
}

export interface Checked {
  readonly code: number | null
  readonly problems: readonly Finding[]
  readonly notes: readonly Finding[]
  readonly summary: Summary
  readonly stderr: readonly string[]
}

/** `fsck --json`. */
export const fsck = (data: string): Promise<Checked> => fsckOf({ LIGATURE_DATA: data })

export async function fsckOf(settings: Readonly<Record<string, string>>): Promise<Checked> {
  const { code, stdout, lines } = await startAndEnd(settings, 'fsck', '--json')
  const said = stdout.split('\n').filter(Boolean)
  if (said.length === 0) throw new Error(`fsck ended with ${code} and said only: ${lines.join('\n')}`)
  const findings = said.slice(0, -1).map((line) => JSON.parse(line) as Finding)
  return {
    code,
    problems: findings.filter(({ grade }) => grade === 'problem'),
    notes: findings.filter(({ grade }) => grade === 'note'),
    summary: JSON.parse(said.at(-1)!) as Summary,
    stderr: lines,
  }
}
