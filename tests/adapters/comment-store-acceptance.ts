// What every store must do with the counts of open comments (K6): a part of the suite for the port.
import { expect, test } from 'vitest'
import type { Address, DocumentId } from '../../contracts/ids.ts'
import type { Head, Unprojected } from '../../server/store/store.ts'
import { documentId, entry, group, type StoreUnderTest } from './store-acceptance.ts'

const EVER = Number.MAX_SAFE_INTEGER

export function testsOfCommentStore(lent: StoreUnderTest): void {
  const commentsOf = (id: string): Address => ({ document: documentId(id), part: 'comments' })
  /** One row more; answers the head before. */
  const commented = async (id: string, at = 1): Promise<Head> => {
    const head = (await lent.store.open(commentsOf(id))) as Head
    await lent.store.append([group(commentsOf(id), head, { ...entry(1), at })])
    return head
  }
  const keep = (id: string, { epoch }: Head, seq: number, open: number): Promise<boolean> =>
    lent.store.keepOpenComments(documentId(id), { epoch, seq, open })
  const read = (...ids: readonly string[]): Promise<readonly number[]> =>
    lent.store.readOpenComments(ids.map((id) => documentId(id)))
  const uncounted = async (editedBefore = EVER, maxRows = 3): Promise<string[]> => {
    const found: DocumentId[] = []
    let after: DocumentId | undefined
    do {
      const step: Unprojected = await lent.store.findUncounted(after, maxRows, editedBefore)
      found.push(...step.documents)
      after = step.next
    } while (after !== undefined)
    return found.filter((id) => id.startsWith('counted-'))
  }

  test('K6: counts are read in the order they are asked for, and are 0 where nothing was counted', async () => {
    const [one, other] = [await commented('counted-one'), await commented('counted-other')]
    expect([await keep('counted-one', one, 1, 3), await keep('counted-other', other, 1, 7)]).toEqual([true, true])
    await lent.reopen()
    expect(await read('counted-other', 'unheard', 'counted-one', 'counted-other')).toEqual([7, 0, 3, 7])
    expect(await read()).toEqual([])
  })

  test('K6: of two counts that of the later comments is kept, and none of another epoch, or of nothing', async () => {
    const head = await commented('counted-twice')
    await commented('counted-twice')
    expect([await keep('counted-twice', head, 2, 5), await keep('counted-twice', head, 1, 4)]).toEqual([true, false])
    const other = { ...head, epoch: '2.other' as Head['epoch'] }
    expect(await keep('counted-twice', other, 9, 6)).toBe(false)
    expect(await keep('never-opened', head, 1, 1)).toBe(false)
    expect(await read('counted-twice', 'never-opened')).toEqual([5, 0])
  })

  test('K6: found are those whose comments are ahead of their count, unless somebody may be about to count them', async () => {
    const before = await uncounted()
    const head = await commented('counted-late', 50)
    await lent.store.open(commentsOf('counted-empty'))
    await lent.store.open({ document: documentId('counted-textless'), part: 'text' })
    expect(await uncounted()).toEqual([...before, 'counted-late'].toSorted())
    expect(await uncounted(49)).not.toContain('counted-late')
    await keep('counted-late', head, 1, 1)
    expect(await uncounted()).toEqual(before)
    await commented('counted-late')
    expect(await uncounted()).toContain('counted-late')
  })

  test('K6, E2: a reset has them counted anew, and who deletes a document for ever its count', async () => {
    for (const id of ['counted-reset', 'counted-gone']) await keep(id, await commented(id), 1, 2)
    await lent.store.resetDocument(documentId('counted-reset'), [
      { part: 'comments', bytes: new Uint8Array([1]), index: undefined },
    ])
    expect(await read('counted-reset')).toEqual([0])
    expect(await uncounted()).toContain('counted-reset')
    await lent.store.trashDocument(documentId('counted-gone'), undefined)
    await lent.store.deleteForEver(documentId('counted-gone'), undefined)
    expect([await read('counted-gone'), await uncounted()]).toEqual([[0], expect.not.arrayContaining(['counted-gone'])])
  })
}
