// What every store must do with the text of documents (DESIGN §7): one suite for the port, run by each adapter's own test
// file. The metadata half is document-store-acceptance.ts.
import { expect, test } from 'vitest'
import { beginningOf } from '../../contracts/epochs.ts'
import { type Address, type DocumentId, type Epoch, parseDocumentId } from '../../contracts/ids.ts'
import type { AppendGroup, Beginning, Head, LogEntry, Store } from '../../server/store/store.ts'

/** How an adapter's test file lends its store to the suite. Each story uses documents of its own. */
export interface StoreUnderTest {
  readonly store: Store
  /** Closes the store and opens the same data again. */
  reopen(): Promise<void>
  /** Its bytes are others than were stored. */
  damageSnapshot(address: Address, seq: number): Promise<void>
  damageIndex(address: Address, seq: number): Promise<void>
}

export const documentId = (text: string): DocumentId => parseDocumentId(text)!
export const textOf = (id: string): Address => ({ document: documentId(id), part: 'text' })
export const entry = (...bytes: number[]): LogEntry => ({
  update: new Uint8Array(bytes),
  author: 'ada',
  at: Date.now(),
})
export const group = (address: Address, { epoch }: Pick<Head, 'epoch'>, ...entries: LogEntry[]): AppendGroup => ({
  address,
  epoch,
  entries,
})

const WHOLE = { after: 0, maxRows: 10_000 }

export function testsOfLogStore(lent: StoreUnderTest): void {
  const open = async (address: Address): Promise<Head> => {
    const head = await lent.store.open(address)
    if (head === 'gone') throw new Error(`${address.document} is gone`)
    return head
  }
  const written = async (id: string, rows: number): Promise<{ address: Address; head: Head }> => {
    const address = textOf(id)
    const head = await open(address)
    await lent.store.append([group(address, head, ...Array.from({ length: rows }, (_, n) => entry(n)))])
    return { address, head }
  }
  const seqs = async (address: Address): Promise<number[]> =>
    (await lent.store.readLog(address, WHOLE)).map(({ seq }) => seq)

  test('a document is made by its first open, empty, and keeps its epoch', async () => {
    const head = await open(textOf('fresh'))
    expect(head).toEqual({ epoch: expect.any(String), head: 0, snapshotSeq: 0, snapshotBytes: 0, setAside: 0 })
    expect(await open(textOf('fresh'))).toEqual(head)
    expect(await lent.store.readLog(textOf('fresh'), WHOLE)).toEqual([])
    expect(await lent.store.readSnapshot(textOf('fresh'))).toBeUndefined()
  })

  test('many opens at once make one document', async () => {
    const heads = await Promise.all(Array.from({ length: 20 }, () => open(textOf('rush'))))
    expect(new Set(heads.map(({ epoch }) => epoch)).size).toBe(1)
    const created = (await lent.store.readEvents(0, 10_000)).filter(
      ({ event }) => event.kind === 'created' && event.document.id === 'rush',
    )
    expect(created).toHaveLength(1)
  })

  test('seq counts a document’s updates from 1 without gaps, over batches and within one', async () => {
    const address = textOf('counted')
    const head = await open(address)
    const outcomes = [
      ...(await lent.store.append([group(address, head, entry(1), entry(2), entry(3))])),
      ...(await lent.store.append([group(address, head)])),
      ...(await lent.store.append([group(address, head, entry(4)), group(address, head, entry(5))])),
    ]
    expect(outcomes).toEqual([
      { kind: 'appended', firstSeq: 1, head: 3 },
      { kind: 'appended', firstSeq: 4, head: 3 },
      { kind: 'appended', firstSeq: 4, head: 4 },
      { kind: 'appended', firstSeq: 5, head: 5 },
    ])
    const rows = await lent.store.readLog(address, WHOLE)
    expect(rows.map(({ seq, update }) => [seq, ...update])).toEqual([1, 2, 3, 4, 5].map((n) => [n, n]))
    expect((await open(address)).head).toBe(5)
  })

  test('batches under way at once leave no gap either', async () => {
    const address = textOf('hurried')
    const head = await open(address)
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => lent.store.append([group(address, head, entry(n), entry(n))])),
    )
    expect(await seqs(address)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
  })

  test('text and comments of a document are apart', async () => {
    const { address } = await written('parts', 2)
    const comments: Address = { document: address.document, part: 'comments' }
    await lent.store.append([group(comments, await open(comments), entry(9))])
    expect(await seqs(address)).toEqual([1, 2])
    expect(await seqs(comments)).toEqual([1])
  })

  test('R7: a group that cannot be written is undone whole and alone; the others of the batch are', async () => {
    const [one, two, three] = [textOf('batch-1'), textOf('batch-2'), textOf('batch-3')]
    const [first, second, third] = [await open(one), await open(two), await open(three)]
    // Our own mistake, made on purpose: no store takes an author of null.
    const unwritable = { ...entry(2), author: null as unknown as string }
    const outcomes = await lent.store.append([
      group(one, first, entry(1)),
      group(two, second, entry(1), unwritable),
      group(textOf('never-opened'), first, entry(1)),
      group(three, third, entry(1), entry(2)),
    ])
    expect(outcomes).toEqual([
      { kind: 'appended', firstSeq: 1, head: 1 },
      { kind: 'failed', message: expect.any(String) },
      { kind: 'gone' },
      { kind: 'appended', firstSeq: 1, head: 2 },
    ])
    expect([await seqs(one), await seqs(two), await seqs(three)]).toEqual([[1], [], [1, 2]])
    expect(await lent.store.append([group(two, second, entry(7))])).toEqual([
      { kind: 'appended', firstSeq: 1, head: 1 },
    ])
  })

  test('E1: a writer of another epoch writes nothing', async () => {
    const { address, head } = await written('epochs', 1)
    const past = { epoch: 'of-the-past' as Epoch }
    expect(await lent.store.append([group(address, past, entry(1))])).toEqual([{ kind: 'epoch' }])
    expect(
      await lent.store.replaceSnapshot(address, past.epoch, 0, 0, {
        seq: 1,
        bytes: new Uint8Array([1]),
        index: undefined,
      }),
    ).toBe(false)
    expect(await open(address)).toEqual({ ...head, head: 1 })
  })

  test('the log is read in ranges, in order, and a page of it is about 1 MB but never nothing', async () => {
    const { address, head } = await written('ranges', 10)
    const read = async (after: number, maxRows: number): Promise<number[]> =>
      (await lent.store.readLog(address, { after, maxRows })).map(({ seq }) => seq)
    expect(await read(0, 3)).toEqual([1, 2, 3])
    expect(await read(3, 100)).toEqual([4, 5, 6, 7, 8, 9, 10])
    expect(await read(10, 100)).toEqual([])
    const large = (): LogEntry => ({ ...entry(), update: new Uint8Array(1_500_000).fill(7) })
    await lent.store.append([group(address, head, large(), large(), large())])
    const page = await read(10, 100)
    expect(page.length).toBeGreaterThanOrEqual(1)
    expect(page.length).toBeLessThan(3)
    expect(page[0]).toBe(11)
  })

  test('R5: the snapshot is swapped only by who knows the one before, and never above the head', async () => {
    const { address, head } = await written('swapped', 5)
    const swap = (oldSeq: number, seq: number, byte: number): Promise<boolean> =>
      lent.store.replaceSnapshot(address, head.epoch, oldSeq, oldSeq, {
        seq,
        bytes: new Uint8Array([byte, byte]),
        index: undefined,
      })
    expect(await swap(0, 6, 1)).toBe(false)
    expect(await swap(2, 3, 1)).toBe(false)
    expect(await swap(0, 3, 1)).toBe(true)
    expect(await swap(0, 4, 2)).toBe(false)
    expect(await lent.store.readSnapshot(address)).toEqual({ seq: 3, bytes: new Uint8Array([1, 1]) })
    expect(await swap(3, 5, 3)).toBe(true)
    expect(await open(address)).toEqual({ ...head, head: 5, snapshotSeq: 5, snapshotBytes: 2 })
  })

  test('R5: of the snapshots before, the whole one from which the new one was made stays', async () => {
    const { address, head } = await written('based', 6)
    const swap = (oldSeq: number, baseSeq: number, seq: number): Promise<boolean> =>
      lent.store.replaceSnapshot(address, head.epoch, oldSeq, baseSeq, {
        seq,
        bytes: new Uint8Array([seq]),
        index: undefined,
      })
    for (const [oldSeq, seq] of [
      [0, 2],
      [2, 4],
    ] as const)
      expect(await swap(oldSeq, oldSeq, seq)).toBe(true)
    // The one at 4 was damaged.
    expect(await swap(4, 2, 6)).toBe(true)
    await lent.damageSnapshot(address, 6)
    await lent.damageSnapshot(address, 4)
    expect(await lent.store.readSnapshot(address)).toEqual({ seq: 2, bytes: new Uint8Array([2]) })
  })

  test('R3: the index beside a snapshot is answered while both are whole', async () => {
    const { address, head } = await written('indexed', 4)
    const swap = (oldSeq: number, seq: number, index?: Uint8Array): Promise<boolean> =>
      lent.store.replaceSnapshot(address, head.epoch, oldSeq, oldSeq, { seq, bytes: new Uint8Array([seq]), index })
    expect(await lent.store.readSnapshotIndex(address)).toBeUndefined()
    await swap(0, 1)
    expect(await lent.store.readSnapshotIndex(address)).toBeUndefined()
    await swap(1, 2, new Uint8Array([7, 7]))
    expect(await lent.store.readSnapshotIndex(address)).toEqual({ seq: 2, index: new Uint8Array([7, 7]) })
    await lent.damageIndex(address, 2)
    expect(await lent.store.readSnapshotIndex(address)).toBeUndefined()
    await swap(2, 3, new Uint8Array())
    expect(await lent.store.readSnapshotIndex(address)).toEqual({ seq: 3, index: new Uint8Array() })
    await lent.damageSnapshot(address, 3)
    expect(await lent.store.readSnapshotIndex(address)).toBeUndefined()
  })

  test('R5: with no snapshot whole there is none, if the log reaches back to its first row; else it is said', async () => {
    const { address, head } = await written('rotten', 4)
    await lent.store.replaceSnapshot(address, head.epoch, 0, 0, {
      seq: 3,
      bytes: new Uint8Array([3]),
      index: undefined,
    })
    await lent.damageSnapshot(address, 3)
    expect(await lent.store.readSnapshot(address)).toBeUndefined()
    await lent.store.trimLog(address, 1, 1)
    await expect(lent.store.readSnapshot(address)).rejects.toThrow('does not match its hash, and there is no other')
  })

  test('R5: two that fold at once: one swap happens', async () => {
    const { address, head } = await written('contested', 4)
    const swaps = await Promise.all(
      [1, 2, 3, 4].map((seq) =>
        lent.store.replaceSnapshot(address, head.epoch, 0, 0, { seq, bytes: new Uint8Array([seq]), index: undefined }),
      ),
    )
    expect(swaps.filter(Boolean)).toHaveLength(1)
    const { seq, bytes } = (await lent.store.readSnapshot(address))!
    expect([...bytes]).toEqual([seq])
  })

  test('R5: the log is trimmed in portions, and never above the snapshot', async () => {
    const { address, head } = await written('trimmed', 10)
    expect(await lent.store.trimLog(address, 3, 100)).toBe(0)
    await lent.store.replaceSnapshot(address, head.epoch, 0, 0, {
      seq: 6,
      bytes: new Uint8Array([1]),
      index: undefined,
    })
    expect(await lent.store.trimLog(address, 7, 100)).toBe(0)
    expect(await lent.store.trimLog(address, 6, 4)).toBe(4)
    expect(await lent.store.trimLog(address, 6, 4)).toBe(2)
    expect(await lent.store.trimLog(address, 6, 4)).toBe(0)
    expect(await seqs(address)).toEqual([7, 8, 9, 10])
    expect(await lent.store.append([group(address, head, entry(1))])).toMatchObject([{ firstSeq: 11 }])
  })

  test('an id deleted for ever opens no more, takes nothing, and leaves no text behind', async () => {
    const { address, head } = await written('erased', 3)
    await lent.store.replaceSnapshot(address, head.epoch, 0, 0, {
      seq: 2,
      bytes: new Uint8Array([1]),
      index: undefined,
    })
    await lent.store.trashDocument(address.document, undefined)
    await lent.store.deleteForEver(address.document, undefined)
    expect(await lent.store.open(address)).toBe('gone')
    expect(await lent.store.open({ document: address.document, part: 'comments' })).toBe('gone')
    expect(await lent.store.append([group(address, head, entry(1))])).toEqual([{ kind: 'gone' }])
    expect(
      await lent.store.replaceSnapshot(address, head.epoch, 2, 2, {
        seq: 3,
        bytes: new Uint8Array([1]),
        index: undefined,
      }),
    ).toBe(false)
    expect([await seqs(address), await lent.store.readSnapshot(address)]).toEqual([[], undefined])
  })

  const beginning = (part: Address['part'], ...bytes: number[]): Beginning => ({
    part,
    bytes: new Uint8Array(bytes),
    index: new Uint8Array([...bytes, 0]),
  })

  /** Of everything that a document may have: log, two snapshots, rows set aside, comments. */
  const grown = async (id: string): Promise<{ text: Address; comments: Address; head: Head; commentsHead: Head }> => {
    const { address: text, head } = await written(id, 6)
    for (const seq of [2, 4])
      await lent.store.replaceSnapshot(text, head.epoch, seq - 2, seq - 2, {
        seq,
        bytes: new Uint8Array([seq]),
        index: undefined,
      })
    await lent.store.quarantine(text, 5, 'it does not decode')
    const comments: Address = { ...text, part: 'comments' }
    const commentsHead = await open(comments)
    await lent.store.append([group(comments, commentsHead, entry(7))])
    return { text, comments, head, commentsHead }
  }
  const everythingOf = async (...addresses: Address[]): Promise<unknown> =>
    await Promise.all(
      addresses.map(async (address) => [
        await open(address),
        await lent.store.readLog(address, WHOLE),
        await lent.store.readSnapshot(address),
        await lent.store.readSnapshotIndex(address),
        await lent.store.readSetAside(address),
      ]),
    )

  test('E2: a reset document has a new epoch and what it was given, and of what was before nothing', async () => {
    const { text, comments, head } = await grown('reset')
    const other = await written('reset-other', 3)
    const before = await everythingOf(other.address)
    const given = [beginning('text', 8, 9), beginning('comments', 5)]
    const outcome = await lent.store.resetDocument(text.document, given)
    if (outcome.kind !== 'reset') throw new Error(outcome.kind)
    expect([beginningOf(head.epoch), beginningOf(outcome.epoch)]).toEqual([1, 2])
    for (const stage of ['at once', 'after reopening']) {
      for (const [address, { bytes, index }] of [[text, given[0]!] as const, [comments, given[1]!] as const]) {
        const { byteLength } = bytes
        expect(await open(address), stage).toEqual({
          epoch: outcome.epoch,
          head: 1,
          snapshotSeq: 1,
          snapshotBytes: byteLength,
          setAside: 0,
        })
        expect(await lent.store.readSnapshot(address)).toEqual({ seq: 1, bytes })
        expect(await lent.store.readSnapshotIndex(address)).toEqual({ seq: 1, index })
        expect(await seqs(address)).toEqual([])
        expect(await lent.store.readSetAside(address)).toEqual({ bytes: 0, sha256: new Set() })
      }
      expect(await everythingOf(other.address)).toEqual(before)
      await lent.reopen()
    }
    // No snapshot from before stands behind the new one.
    await lent.damageSnapshot(text, 1)
    await expect(lent.store.readSnapshot(text)).rejects.toThrow('and there is no other')
  })

  test('E1: what is of the epoch before is refused, and the document goes on under its new one', async () => {
    const { text, head } = await grown('reset-late')
    await lent.store.resetDocument(text.document, [beginning('text', 8)])
    expect(await lent.store.append([group(text, head, entry(1))])).toEqual([{ kind: 'epoch' }])
    const snapshot = { seq: 1, bytes: new Uint8Array([1]), index: undefined }
    expect(await lent.store.replaceSnapshot(text, head.epoch, 1, 0, snapshot)).toBe(false)
    const now = await open(text)
    expect(await lent.store.append([group(text, now, entry(1), entry(2))])).toEqual([
      { kind: 'appended', firstSeq: 2, head: 3 },
    ])
    expect(await seqs(text)).toEqual([2, 3])
    const again = await lent.store.resetDocument(text.document, [beginning('text', 8)])
    expect(again).toMatchObject({ kind: 'reset', epoch: expect.stringMatching(/^3\./) })
    expect(await lent.store.append([group(text, now, entry(1))])).toEqual([{ kind: 'epoch' }])
  })

  test('E2: a part that nothing is given for begins empty; one that nobody has opened is not made', async () => {
    const { text, comments } = await grown('reset-part')
    await lent.store.resetDocument(text.document, [beginning('text', 8)])
    expect(await open(comments)).toMatchObject({ epoch: (await open(text)).epoch, head: 0, snapshotSeq: 0 })
    expect([await seqs(comments), await lent.store.readSnapshot(comments)]).toEqual([[], undefined])
    const { address } = await written('reset-text', 2)
    await lent.store.resetDocument(address.document, [beginning('text', 8)])
    expect(beginningOf((await open({ ...address, part: 'comments' })).epoch)).toBe(1)
  })

  test('E2: a reset happens whole or not at all', async () => {
    const { text, comments } = await grown('reset-half')
    const before = await everythingOf(text, comments)
    const events = await lent.store.readEvents(0, 10_000)
    const unwritable = { ...beginning('comments'), bytes: null as unknown as Uint8Array }
    await expect(lent.store.resetDocument(text.document, [beginning('text', 8), unwritable])).rejects.toThrow()
    expect(await everythingOf(text, comments)).toEqual(before)
    expect(await lent.store.readEvents(0, 10_000)).toEqual(events)
  })

  test('R1: after closing and opening again everything is as it was', async () => {
    const { address, head } = await written('kept', 4)
    await lent.store.replaceSnapshot(address, head.epoch, 0, 0, {
      seq: 2,
      bytes: new Uint8Array([1, 2, 3]),
      index: undefined,
    })
    const before = { head: await open(address), log: await lent.store.readLog(address, WHOLE) }
    await lent.reopen()
    expect({ head: await open(address), log: await lent.store.readLog(address, WHOLE) }).toEqual(before)
    expect(await lent.store.readSnapshot(address)).toEqual({ seq: 2, bytes: new Uint8Array([1, 2, 3]) })
    await lent.store.check()
  })
}
