// How soon the history of a long document begins to come (docs/decisions/0023): of the paper of 259,778 edits, typed by one author,
// in stretches as people write; with all of it in the log, and folded. `node bench/history/run.ts`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { parseDocumentId } from '../../contracts/ids.ts'
import { historyOf, stretchesOf } from '../../server/jobs/history.ts'
import { PAUSE_MS } from '../../server/jobs/stretches.ts'
import { createLog } from '../../server/log.ts'
import { SqliteStore } from '../../server/store/sqlite/store.ts'
import type { Head, LogEntry } from '../../server/store/store.ts'
import { readPaper } from '../../tests/support/paper.ts'

/** Edits of one stretch, a second apart. */
const STRETCH_EDITS = 500
const BATCH = 5_000
/** As the relay folds a tail that is long. */
const FOLD_ROWS = 1_000

const folder = mkdtempSync(join(tmpdir(), 'ligature-bench-history-'))
const worker = new URL('../../server/store/sqlite/worker.ts', import.meta.url)
const store = await SqliteStore.open({ path: join(folder, 'ligature.db'), worker, log: createLog('silent') })
const address = { document: parseDocumentId('paper')!, part: 'text' } as const
const { epoch } = (await store.open(address)) as Head

const { source, patches } = readPaper()
const doc = new Y.Doc()
let entries: LogEntry[] = []
let edits = 0
let at = Date.UTC(2026, 0, 1)
doc.on('update', (update: Uint8Array) => {
  at += edits++ % STRETCH_EDITS === 0 ? PAUSE_MS : 1_000
  entries.push({ update, author: 'ada', at })
})
const text = doc.getText('text')
for (const [place, deleted, inserted] of patches) {
  doc.transact(() => {
    if (deleted > 0) text.delete(place, deleted)
    if (inserted !== '') text.insert(place, inserted)
  })
  if (entries.length >= BATCH) {
    await store.append([{ address, epoch, entries }])
    entries = []
  }
}
await store.append([{ address, epoch, entries }])
console.log(`${source}: ${edits} edits in the log`)

async function read(what: string): Promise<void> {
  const from = performance.now()
  let first: number | undefined
  let [rows, told] = [0, 0]
  for await (const one of historyOf(store, address)) {
    first ??= performance.now() - from
    rows++
    if (one.kind === 'stretch') told += one.edits
  }
  const all = performance.now() - from
  console.log(`${what}: first row ${first?.toFixed(1)} ms, all ${rows} rows (${told} edits) ${all.toFixed(0)} ms`)
}
for (const _ of [1, 2, 3]) await read('all in the log')
const started = performance.now()
for (let seq = 0; seq < edits;) {
  const next = Math.min(edits, seq + FOLD_ROWS)
  const stretches = await stretchesOf(store, address, seq, next)
  await store.replaceSnapshot(address, epoch, seq, seq, {
    seq: next,
    bytes: new Uint8Array(2),
    index: undefined,
    stretches,
  })
  seq = next
}
console.log(
  `gathered and kept, ${FOLD_ROWS} edits at a time: ${(((performance.now() - started) / edits) * 1_000).toFixed(1)} µs for each edit`,
)
for (const _ of [1, 2, 3]) await read('folded')
await store.close()
rmSync(folder, { recursive: true })
