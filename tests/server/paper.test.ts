// A whole paper, every keystroke of it, through one client: 259,778 edits over a real socket. A second client, and a third
// after SIGKILL and restart, end with exactly the text that the author ended with.
import { expect, test } from 'vitest'
import { FrameClient } from '../support/frame-client.ts'
import { readPaper } from '../support/paper.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

/** Edits between two turns of the event loop, so that acknowledgements are heard while typing. */
const BURST = 500

test(
  'R1, R4: a paper of 259,778 edits arrives letter by letter, and is there after a kill',
  { timeout: 240_000 },
  async () => {
    const paper = readPaper()
    // A thousand times faster than a person types.
    const relay = await TestRelay.start({ env: { LIGATURE_RATE_FRAMES: '0' } })
    try {
      const author = await FrameClient.join(relay, 'paper')
      const reader = await FrameClient.join(relay, 'paper')
      if (paper.start !== '') author.type(paper.start)
      const started = performance.now()
      let typed = 0
      for (const [at, deleted, inserted] of paper.patches) {
        author.doc.transact(() => {
          const text = author.doc.getText('text')
          if (deleted > 0) text.delete(at, deleted)
          if (inserted !== '') text.insert(at, inserted)
        })
        if (++typed % BURST === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      await until('every edit to be saved', () => author.saved >= author.sent, 120_000)
      const seconds = (performance.now() - started) / 1_000
      console.info(`${paper.source}: ${author.sent} update frames saved in ${seconds.toFixed(1)} s, typing included`)
      expect(author.text).toBe(paper.end)
      await until('the reader to have it all', () => reader.text === paper.end, 60_000)

      await relay.kill()
      await relay.start()
      const joined = performance.now()
      const newcomer = await FrameClient.join(relay, 'paper')
      console.info(
        `joined after the kill in ${Math.round(performance.now() - joined)} ms, in ${newcomer.frames('update').length} frames`,
      )
      expect(newcomer.text).toBe(paper.end)
      newcomer.leave()
    } finally {
      await relay.dispose()
    }
  },
)
