// The local copy when its page or its database goes: what was typed is on the disk all the same, or said not to be.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Epoch } from '../../../contracts/ids.ts'
import { abortAtAdd, onDisk, Window } from '../../support/local-window.ts'
import { nextTransactionIsSilent, takeAway } from '../../support/taken-away.ts'
import { until } from '../../support/until.ts'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** One whose database the browser can take away, as when somebody clears the site's data: the connection is closed, and told so. */
async function openFragile(): Promise<{ readonly ada: Window; readonly takeAway: () => Promise<void> }> {
  const opened = vi.spyOn(indexedDB, 'open')
  const ada = await Window.open()
  const { result: connection } = opened.mock.results.at(-1)!.value as IDBOpenDBRequest
  opened.mockRestore()
  return { ada, takeAway: () => takeAway(connection) }
}

test('taken away by the browser, the copy is written anew and whole at once, and nothing is called stored before', async () => {
  const { ada, takeAway } = await openFragile()
  ada.copy.remember({ epoch: 'e1' as Epoch, here: true })
  ada.type('abc')
  await ada.copy.flush()
  const madeAt = ada.copy.debts.oldestMadeAt
  expect([ada.copy.oldestUnstoredAt, ada.copy.homeless]).toEqual([null, 0])
  await takeAway()
  expect([ada.copy.oldestUnstoredAt, ada.copy.homeless]).toEqual([madeAt, 3])
  await until('all of it to be stored', () => ada.copy.oldestUnstoredAt === null)
  // Abandoned as it is.
  const again = await Window.open()
  expect([again.text, again.waiting]).toEqual(['abc', 3])
  expect(again.copy.loaded).toMatchObject({ epoch: 'e1', here: true })
})

test('what runs while the browser takes the copy away, and is told of neither way, is written anew', async () => {
  const { ada, takeAway } = await openFragile()
  ada.type('a')
  await ada.copy.flush()
  const silenced = nextTransactionIsSilent()
  ada.type('b')
  await silenced
  await takeAway()
  expect(ada.copy.homeless).toBe(2)
  await until('all of it to be stored', () => ada.copy.homeless === 0)
  const again = await Window.open()
  expect([again.text, again.waiting]).toEqual(['ab', 2])
})

test('taken away by the browser, and there is no other: whoever closes it is told what only this page has', async () => {
  const { ada, takeAway } = await openFragile()
  ada.type('abc')
  await ada.copy.flush()
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('no storage any more', 'UnknownError')
  })
  await takeAway()
  await expect(ada.copy.close()).rejects.toThrow('3 changes')
})

test('a page that is going begins at once what was typed while a write runs', async () => {
  const ada = await Window.open()
  const add = vi.spyOn(IDBObjectStore.prototype, 'add')
  ada.type('a')
  while (add.mock.calls.length === 0) await Promise.resolve()
  ada.type('b')
  // In the page's last moment nothing is waited for.
  const flushed = ada.copy.flush()
  expect(add).toHaveBeenCalledTimes(4)
  ada.allSaved()
  await flushed
  expect(await onDisk('updates')).toHaveLength(2)
  expect(await onDisk('owed')).toEqual([])
})

test('what was begun beside a write that fails is on the disk once, and the other as well once it succeeds', async () => {
  const ada = await Window.open()
  const adds = abortAtAdd(2)
  ada.type('a')
  while (adds() === 0) await Promise.resolve()
  ada.type('b')
  const flushed = ada.copy.flush()
  expect(ada.copy.homeless).toBe(2)
  await expect(flushed).rejects.toThrow('1 change is in memory only')
  await ada.copy.flush()
  expect(await onDisk('updates')).toHaveLength(2)
  expect(await onDisk('owed')).toHaveLength(2)
  const again = await Window.open()
  expect([again.text, again.waiting]).toEqual(['ab', 2])
})
