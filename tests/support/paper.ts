// A real editing history, typed letter by letter: the trace of writing arXiv:1608.03960 (CC BY 4.0, Martin Kleppmann;
// github.com/josephg/editing-traces). Where the file is absent, a generated history of the same shape.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { seeded } from './random.ts'

/** `EDITING_TRACES` names the folder of the recordings where it is elsewhere. */
const FOLDER = process.env['EDITING_TRACES'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
const FILE = join(FOLDER, 'automerge-paper.json.gz')
const GENERATED_EDITS = 259_778

/** `at`, characters deleted there, text inserted there. */
export type Patch = readonly [at: number, deleted: number, inserted: string]

export interface Paper {
  readonly source: 'recorded' | 'generated'
  readonly start: string
  readonly end: string
  readonly patches: readonly Patch[]
}

interface Trace {
  readonly startContent: string
  readonly endContent: string
  readonly txns: readonly { readonly patches: readonly Patch[] }[]
}

export const paperSource = (): Paper['source'] => (existsSync(FILE) ? 'recorded' : 'generated')

export function readPaper(): Paper {
  if (paperSource() === 'generated') return generated()
  const { startContent, endContent, txns } = JSON.parse(gunzipSync(readFileSync(FILE)).toString()) as Trace
  return { source: 'recorded', start: startContent, end: endContent, patches: txns.flatMap(({ patches }) => patches) }
}

/** Runs of typing at a place, with corrections, as people write; about three letters in ten are deleted again. */
function generated(): Paper {
  const random = seeded(1608_03960)
  const patches: Patch[] = []
  const letters: string[] = []
  let at = 0
  while (patches.length < GENERATED_EDITS) {
    if (random() < 0.01) at = Math.floor(random() * (letters.length + 1))
    if (random() < 0.3 && at > 0) {
      at--
      letters.splice(at, 1)
      patches.push([at, 1, ''])
    } else {
      const letter = String.fromCharCode(97 + Math.floor(random() * 26))
      letters.splice(at, 0, letter)
      patches.push([at, 0, letter])
      at++
    }
  }
  return { source: 'generated', start: '', end: letters.join(''), patches }
}
