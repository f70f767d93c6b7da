// R3, R7: what a room begins with is what the store holds, also when that changes while it is opened.
import { expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { FoldStand, Inmate } from '../support/fold-stand.ts'
import { updateOf } from '../support/hostile-bytes.ts'
import { until } from '../support/until.ts'

test('R7: a commit of unknown outcome that comes while the document is opened anew is part of it', async () => {
  const stand = await FoldStand.open()
  onTestFinished(async () => await stand.close())
  const first = await stand.room()
  new Inmate(first).type(2)
  await until('it to be saved', () => first.head === 2)
  first.end(4500)
  const { store, address } = stand
  const readLog = store.readLog
  Object.assign(store, {
    readLog: async (...given: Parameters<typeof readLog>) => {
      Object.assign(store, { readLog })
      await store.append([
        { address, epoch: first.epoch, entries: [{ update: updateOf('late'), author: 'ada', at: 0 }] },
      ])
      return await readLog(...given)
    },
  })
  const room = await stand.room()
  expect(room.head).toBe(3)
  // Whoever typed it is told that it is saved, and others hear it.
  expect(await store.readLog(address, { after: 2, maxRows: 9 })).toMatchObject([{ seq: 3 }])
})

test('R3: a folded document is opened by the index beside its snapshot, and takes in what one opened by its text does', async () => {
  const stand = await FoldStand.open()
  onTestFinished(async () => await stand.close())
  const first = await stand.room()
  const ada = new Inmate(first)
  ada.type(6)
  ada.doc.getText('text').delete(1, 2)
  await until('it to be folded and saved', () => stand.compacted.length > 0 && ada.allSaved)
  first.end(4500)
  const { store } = stand
  const readSnapshot = vi.spyOn(store, 'readSnapshot')
  const byIndex = await stand.room()
  expect(readSnapshot).not.toHaveBeenCalled()
  byIndex.end(4500)
  stand.damage('UPDATE snapshots SET held = NULL, held_sha256 = NULL')
  const byText = await stand.room()
  expect(readSnapshot).toHaveBeenCalledOnce()
  for (const room of [byIndex, byText]) {
    expect(Y.decodeStateVector(room.committed.encodeStateVector())).toEqual(
      Y.decodeStateVector(Y.encodeStateVector(ada.doc)),
    )
    expect(room.committed.encodeDeletes()).toEqual(byText.committed.encodeDeletes())
  }
  // All of it is known.
  expect(byText.submit(new Inmate(byText), Y.encodeStateAsUpdate(ada.doc), 'ada', true)).toBe('saved')
})
