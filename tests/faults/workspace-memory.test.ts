// What a relay takes in memory does not grow with the workspace that goes through it (protocol W): 160 megabytes in and more out.
// `node tests/faults/workspace-memory.ts 1024` does the same with a gigabyte.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestRelay } from '../support/relay.ts'
import { exportOf, importOf } from './workspace-memory.ts'

/** Of documents: more than the collector lets lie about (some 130). The file has a seventh more. */
const MB = 160
const WARM_MB = 40

let relay: TestRelay
beforeAll(async () => {
  // A heap that is small from the beginning: else what lies about is as much as what went through.
  relay = await TestRelay.start({ nodeOptions: ['--max-old-space-size=128'] })
}, 60_000)
afterAll(() => relay.dispose())

test(
  'W: 160 megabytes come in, and go out with what was there, through a relay that does not grow by as much',
  { timeout: 180_000 },
  async () => {
    // What the first ones bring along stays: code that is compiled, and buffers.
    const warm = [await importOf(relay, WARM_MB, 'warm'), await exportOf(relay)]
    const before = Math.max(...warm.map(({ peak }) => peak))
    const imported = await importOf(relay, MB, 'many')
    const exported = await exportOf(relay)
    console.info({ before, imported, exported })
    expect([imported.size > MB, exported.size > MB + WARM_MB]).toEqual([true, true])
    expect(imported.peak - before).toBeLessThan(MB)
    expect(exported.peak - before).toBeLessThan(MB + WARM_MB)
  },
)
