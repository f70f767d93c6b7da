// R1 at the system-call level: before the relay says `saved`, the disk has confirmed. Linux only, by strace.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { FRAME } from '../../contracts/wire.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'

const EDITS = 30
const PLANT = fileURLToPath(new URL('./synchronous-normal.ts', import.meta.url))

/** Runs a relay under strace while one client types, one edit after the other is saved; answers the calls in order. */
async function traced(nodeOptions: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ligature-strace-'))
  const trace = join(folder, 'trace')
  const relay = await TestRelay.start({
    under: ['strace', '-f', '-qq', '-xx', '-s', '512', '-e', 'trace=fdatasync,fsync,write,writev', '-o', trace],
    nodeOptions,
  })
  try {
    const ada = await FrameClient.join(relay, 'traced')
    await ada.allSaved()
    for (let n = 0; n < EDITS; n++) {
      ada.type('x')
      await ada.allSaved()
    }
    ada.leave()
    // strace passes SIGTERM on and writes its last lines when the relay has ended.
    await relay.stop()
    return readFileSync(trace, 'utf8').split('\n')
  } finally {
    await relay.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How many `saved` frames went out without a finished sync since the one before. */
function unsyncedSaves(calls: readonly string[]): { saves: number; unsynced: number } {
  const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`
  // A WebSocket message (0x82) of two bytes: the frame type and the count. Counts stay below 128 here.
  const saved = hex(0x82) + hex(2) + hex(FRAME.saved)
  let saves = 0
  let unsynced = 0
  let synced = false
  for (const call of calls) {
    const finished = /f(data)?sync(\(| resumed).*= 0$/.test(call)
    if (finished) synced = true
    // A frame may lie across the buffers of one writev.
    const written = [...call.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, bytes]) => bytes).join('')
    if (!written.includes(saved)) continue
    saves++
    if (!synced) unsynced++
    synced = false
  }
  return { saves, unsynced }
}

test('R1: each `saved` is preceded by a finished fdatasync', { timeout: 60_000 }, async () => {
  const { saves, unsynced } = unsyncedSaves(await traced([]))
  expect(saves).toBeGreaterThanOrEqual(EDITS)
  expect(unsynced).toBe(0)
})

test('R1: the check notices synchronous = NORMAL', { timeout: 60_000 }, async () => {
  const { saves, unsynced } = unsyncedSaves(await traced(['--import', PLANT]))
  expect(saves).toBeGreaterThanOrEqual(EDITS)
  expect(unsynced).toBeGreaterThan(EDITS / 2)
})
