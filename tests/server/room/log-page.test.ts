// R4: when a line broke, everybody comes back at once and asks for the same rows of the log: they are read and framed once.
import { expect, onTestFinished, test, vi } from 'vitest'
import { FoldStand, Inmate } from '../../support/fold-stand.ts'
import { until } from '../../support/until.ts'

test('R4: who asks for the same rows between two commits shares them; a commit, another place and a failure begin anew', async () => {
  const stand = await FoldStand.open()
  onTestFinished(async () => await stand.close())
  const room = await stand.room()
  const ada = new Inmate(room)
  ada.type(2)
  await until('it to be saved', () => ada.allSaved)
  const readLog = vi.spyOn(stand.store, 'readLog')
  const [first, second] = await Promise.all([room.readLog(0), room.readLog(0)])
  expect([first, first?.to, first?.frames.length]).toEqual([second, 2, 2])
  expect(second!.frames).toBe(first!.frames)
  expect((await room.readLog(0))!.frames).toBe(first!.frames)
  expect(readLog).toHaveBeenCalledTimes(1)
  expect((await room.readLog(1))!.frames).toEqual(first!.frames.slice(1))
  expect(await room.readLog(2)).toBeUndefined()
  await room.readLog(0)
  ada.type(1)
  await until('it to be saved', () => ada.allSaved)
  expect((await room.readLog(0))?.to).toBe(3)
  readLog.mockRejectedValueOnce(new Error('the disk cannot be read just now'))
  await expect(room.readLog(1)).rejects.toThrow('just now')
  expect((await room.readLog(1))?.to).toBe(3)
})
