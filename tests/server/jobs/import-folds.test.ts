// A large snapshot of a workspace is looked at by the fold worker (protocol W), which may take its time over one: nobody waits for that
// who does not want it any more, and what cannot be looked at is refused with its line.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StartFoldThread } from '../../../server/jobs/fold-messages.ts'
import { LONGEST_FOLD_OF_A_COMMAND_MS } from '../../../server/jobs/fold-line.ts'
import { machineClock } from '../../../server/clock.ts'
import { slowToFold } from '../../support/hostile-bytes.ts'
import { foldWorker, ImportStand } from '../../support/import-stand.ts'
import { until } from '../../support/until.ts'
import { fileOf } from '../../support/workspace-file.ts'

let stand: ImportStand
beforeEach(async () => {
  stand = await ImportStand.open()
})
afterEach(() => stand.close())

/** Half an hour, on a quick machine. */
const SLOW = slowToFold(80_000)
const AT = '2026-03-01T12:00:00.000Z'
/** Its snapshot is announced in line 4. */
const FILE = fileOf([
  { kind: 'document', id: 'slow', title: '', createdAt: AT, changedAt: AT, trashedAt: null },
  { kind: 'part', part: 'text', epoch: 'e', setAside: 0 },
  { kind: 'update', seq: 9, size: SLOW.byteLength, snapshot: true },
  { kind: 'bytes', base64: Buffer.from(SLOW).toString('base64') },
])

/** The worker, which is seen to have begun, and may be done something to then. */
function watched(begun: (end: () => void) => void): StartFoldThread {
  return (heard, ended) => {
    const thread = foldWorker(heard, ended)
    return {
      post: (request, transfer) => {
        thread.post(request, transfer)
        if (request.kind === 'snapshot') begun(() => thread.end())
      },
      end: () => thread.end(),
    }
  }
}

async function nothingStays(): Promise<void> {
  expect(await stand.store.readDocuments(undefined, 10)).toEqual([])
  expect(await stand.store.leftImports()).toEqual([])
}

test('W6: called off while a snapshot is looked at: that is cut off, and nothing of it stays', async () => {
  const gone = new AbortController()
  const imports = stand.imports({ startFold: watched(() => gone.abort()) })
  await expect(stand.bring(imports, FILE, { signal: gone.signal })).rejects.toThrow('the import was called off')
  expect(stand.jobs.at(-1)?.state).toBe('called-off')
  await nothingStays()
})

test('R11: a relay that ends does not wait for it either', async () => {
  const begun = Promise.withResolvers<void>()
  const imports = stand.imports({ startFold: watched(() => begun.resolve()) })
  const running = expect(stand.bring(imports, FILE)).rejects.toThrow('the import was called off')
  await begun.promise
  await imports.close()
  await running
  await nothingStays()
})

test('W4: a snapshot over which the worker dies is refused with its line', async () => {
  const imports = stand.imports({ startFold: watched((end) => end()) })
  await expect(stand.bring(imports, FILE)).rejects.toMatchObject({ code: 'workspace-broken', facts: { line: 4 } })
  expect(stand.jobs.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'workspace-broken', line: 4 } })
  await nothingStays()
})

test('W4: and so is one that takes too long', async () => {
  let pass: (() => void) | undefined
  const after = (ms: number, wake: () => void): (() => void) => {
    if (ms === LONGEST_FOLD_OF_A_COMMAND_MS) pass = wake
    return machineClock.after(ms, wake)
  }
  const imports = stand.imports({ clock: { after }, startFold: watched(() => pass!()) })
  await expect(stand.bring(imports, FILE)).rejects.toMatchObject({
    code: 'workspace-broken',
    message: expect.stringMatching(/^line 4: .* takes more than 600 s/),
    facts: { line: 4 },
  })
  await nothingStays()
})

test('W6: a second import is told that one is running, and the first goes on', async () => {
  const gone = new AbortController()
  let begun = false
  const imports = stand.imports({ startFold: watched(() => (begun = true)) })
  const first = expect(stand.bring(imports, FILE, { signal: gone.signal })).rejects.toThrow('called off')
  await until('the first one to be under way', () => begun)
  await expect(stand.bring(imports, FILE)).rejects.toMatchObject({ code: 'import-running' })
  // A browser that still sends does not come to read the answer.
  expect(stand.jobs.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'import-running', status: 409 } })
  gone.abort()
  await first
})
