// R4: who is told to have all of the snapshot. They hear the log behind it and no more, so it must be known what is in it.
import * as Y from 'yjs'
import { expect, onTestFinished, test } from 'vitest'
import { FoldStand, Inmate } from '../../support/fold-stand.ts'
import { until } from '../../support/until.ts'

test('R4: nobody has all of a snapshot that does not decode', async () => {
  const stand = await FoldStand.open()
  onTestFinished(() => stand.close())
  const ada = new Inmate(await stand.room())
  ada.type(3)
  await until('it to be saved', () => ada.allSaved)
  await stand.compaction.compact(await stand.room())
  const opened = async (): Promise<{ hers: boolean; anothers: boolean }> => {
    ;(await stand.room()).end(4500)
    const room = await stand.room()
    return {
      hers: room.snapshotCoveredBy(Y.decodeStateVector(Y.encodeStateVector(ada.doc))),
      anothers: room.snapshotCoveredBy(new Map([[7, 1]])),
    }
  }
  expect(await opened()).toEqual({ hers: true, anothers: false })
  stand.damage('UPDATE snapshots SET held = NULL')
  expect(await opened()).toEqual({ hers: true, anothers: false })
  // One from before there were hashes, that has rotted.
  stand.damage(`UPDATE snapshots SET bytes = x'0909', sha256 = NULL`)
  expect(await opened()).toEqual({ hers: false, anothers: false })
  expect(stand.problems).not.toEqual([])
})
