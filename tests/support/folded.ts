// A document that a relay has folded twice, so that there are two snapshots of it and a log behind them.
import { FrameClient } from './frame-client.ts'
import type { LogLine, TestRelay } from './relay.ts'
import { until } from './until.ts'

/** By somebody who types more than a tail may have, and is still there. */
export async function foldedTwice(relay: TestRelay, document: string): Promise<FrameClient> {
  const client = await FrameClient.join(relay, document)
  for (const folds of [1, 2]) {
    for (let n = 0; n < 1_200; n++) client.type(`${n} `)
    const isOne = (line: LogLine): boolean => line.msg === 'compacted' && line['document'] === document
    await until('the log to be folded', () => relay.log.filter(isOne).length === folds)
    await client.allSaved()
  }
  return client
}
