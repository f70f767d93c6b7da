// What the app keeps on this computer goes on being kept after the browser has taken the database away.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { answered, KeptDatabase } from '../../../renderer/api/kept-database.ts'
import { nextTransactionIsSilent, takeAway } from '../../support/taken-away.ts'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const open = async (): Promise<KeptDatabase> =>
  await KeptDatabase.open('kept', (database) => void database.createObjectStore('words'))

const write = async (kept: KeptDatabase, word: string): Promise<void> =>
  await kept.change(['words'], async (words) => void (await answered(words.put(word, word))))

const words = async (kept: KeptDatabase): Promise<unknown[]> => await answered((await kept.read('words')).getAll())

/** The one that is open. */
async function opened(kept: KeptDatabase): Promise<IDBDatabase> {
  return (await kept.read('words')).transaction.db
}

test('taken away, it is opened anew with what is asked next', async () => {
  const kept = await open()
  await write(kept, 'before')
  await takeAway(await opened(kept))
  expect(await words(kept)).toEqual([])
  await write(kept, 'after')
  expect(await words(await open())).toEqual(['after'])
})

test('what runs meanwhile is not said to be kept, and asked once more it is', async () => {
  const kept = await open()
  const database = await opened(kept)
  const silenced = nextTransactionIsSilent()
  const written = kept.change(['words'], (store) => {
    store.put('mine', 1)
    store.transaction.commit()
    return Promise.resolve()
  })
  await silenced
  const told = expect(written).rejects.toThrow('closed the database')
  await takeAway(database)
  await told
  await write(kept, 'mine')
  expect(await words(kept)).toEqual(['mine'])
})

test('with no storage for a while, it is kept as soon as there is some', async () => {
  const kept = await open()
  await takeAway(await opened(kept))
  vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
    throw new DOMException('no storage', 'UnknownError')
  })
  await expect(write(kept, 'early')).rejects.toThrow('no storage')
  await write(kept, 'late')
  expect(await words(kept)).toEqual(['late'])
})

test('work that fails leaves nothing behind, and what is closed stays closed', async () => {
  const kept = await open()
  const failed = kept.change(['words'], async (store) => {
    await answered(store.put('half', 1))
    throw new Error('on second thoughts')
  })
  await expect(failed).rejects.toThrow('on second thoughts')
  expect(await words(kept)).toEqual([])
  kept.close()
  await expect(write(kept, 'late')).rejects.toThrow('closed')
})
