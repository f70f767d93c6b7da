// What every store must do with what was done to documents (N): a part of the suite for the port.
import { expect, test } from 'vitest'
import { historyOf, stretchesOf } from '../../server/jobs/history.ts'
import { PAUSE_MS } from '../../server/jobs/stretches.ts'
import type { Address } from '../../contracts/ids.ts'
import type { Head, LogEntry, NewSnapshot, Stretch } from '../../server/store/store.ts'
import { documentId, group, type StoreUnderTest, textOf } from './store-acceptance.ts'

const TRIM = 10_000

export function testsOfHistoryStore(lent: StoreUnderTest): void {
  const open = async (address: Address): Promise<Head> => (await lent.store.open(address)) as Head
  const by = (author: string, at: number): LogEntry => ({ update: new Uint8Array([0, 0]), author, at })
  /** Begins where the head is. */
  const written = async (id: string, ...entries: LogEntry[]): Promise<Address> => {
    const address = textOf(id)
    await lent.store.append([group(address, await open(address), ...entries)])
    return address
  }
  /** As compaction does it. */
  const fold = async (address: Address, seq: number, oldSeq?: number): Promise<boolean> => {
    const head = await open(address)
    const from = oldSeq ?? head.snapshotSeq
    const stretches = await stretchesOf(lent.store, address, from, seq)
    const bytes = new Uint8Array([seq])
    const snapshot = { seq, bytes, index: undefined, stretches }
    const swapped = await lent.store.replaceSnapshot(address, head.epoch, from, from, snapshot)
    if (swapped) await lent.store.trimLog(address, from, TRIM)
    return swapped
  }
  const told = async (address: Address): Promise<unknown[]> => {
    const all: unknown[] = []
    for await (const one of historyOf(lent.store, address))
      all.push(one.kind === 'stretch' ? `${one.author} ${one.fromSeq}-${one.toSeq}: ${one.edits}` : one)
    return all
  }
  const kept = (address: Address, before = 1_000, maxRows = 1_000): Promise<readonly Stretch[]> =>
    lent.store.readStretches(address, { before, maxRows })

  test('N1: rows come with who wrote them and when, the last first, page by page, and up to a hole', async () => {
    const address = await written('written', by('ada', 5), by('ben', 6), by('ada', 7), by('carol', 8))
    const read = async (after: number, before: number, maxRows: number): Promise<unknown> =>
      (await lent.store.readWritten(address, { after, before, maxRows })).map(({ seq, author, at, update }) => [
        seq,
        author,
        at,
        update.byteLength,
      ])
    expect(await read(0, 5, 3)).toEqual([
      [4, 'carol', 8, 2],
      [3, 'ada', 7, 2],
      [2, 'ben', 6, 2],
    ])
    expect(await read(0, 2, 3)).toEqual([[1, 'ada', 5, 2]])
    expect(await read(2, 4, 10)).toEqual([[3, 'ada', 7, 2]])
    expect(await read(4, 5, 10)).toEqual([])
    await fold(address, 2)
    await fold(address, 4)
    // The first two are trimmed.
    expect(await read(0, 5, 10)).toEqual([
      [4, 'carol', 8, 2],
      [3, 'ada', 7, 2],
    ])
  })

  test('N1: a read of written rows ends at about a megabyte, after one row at least', async () => {
    const large = { ...by('ada', 1), update: new Uint8Array(700_000) }
    const address = await written('large-rows', large, large, large)
    const seqs = async (before: number): Promise<number[]> =>
      (await lent.store.readWritten(address, { after: 0, before, maxRows: 10 })).map(({ seq }) => seq)
    expect(await seqs(4)).toEqual([3, 2])
    expect(await seqs(2)).toEqual([1])
  })

  test('N3: what is folded and trimmed is told as before, however often; also after the store was closed', async () => {
    const letters = Array.from({ length: 30 }, (_, n) => by(n % 3 === 0 ? 'ben' : 'ada', n * 1_000))
    const address = await written('folded', ...letters, by('ada', PAUSE_MS * 3))
    const before = await told(address)
    expect(before).toEqual(['ada 31-31: 1', 'ada 2-30: 20', 'ben 1-28: 10'])
    for (const seq of [7, 8, 20, 31]) {
      expect(await fold(address, seq)).toBe(true)
      expect(await told(address)).toEqual(before)
    }
    expect(await lent.store.trimLog(address, 31, TRIM)).toBe(11)
    expect(await lent.store.readLog(address, { after: 0, maxRows: 100 })).toEqual([])
    await lent.reopen()
    expect(await told(address)).toEqual(before)
    await lent.store.append([group(address, await open(address), by('ada', PAUSE_MS * 3 + 5))])
    expect((await told(address))[0]).toBe('ada 31-32: 2')
  })

  test('N3: kept once, with the snapshot that counts: one that comes too late keeps nothing', async () => {
    const address = await written('late', by('ada', 1), by('ada', 2), by('ada', 3))
    expect(await fold(address, 2)).toBe(true)
    expect(await fold(address, 3, 0)).toBe(false)
    const head = await open(address)
    const stretches = await stretchesOf(lent.store, address, 2, 3)
    /** Its bytes are the store's from then on. */
    const snapshot = (): NewSnapshot => ({ seq: 3, bytes: new Uint8Array([3]), index: undefined, stretches })
    expect(await lent.store.replaceSnapshot(address, 'another' as never, 2, 2, snapshot())).toBe(false)
    expect(await kept(address)).toMatchObject([{ fromSeq: 1, toSeq: 2, edits: 2 }])
    expect(await lent.store.replaceSnapshot(address, head.epoch, 2, 2, snapshot())).toBe(true)
    expect(await told(address)).toEqual(['ada 1-3: 3'])
  })

  test('N1: stretches come back as they were kept, page by page; text and comments are apart', async () => {
    const address = await written('pages', by('ada', 1), by('ben', 2), by('carol', 3))
    const comments: Address = { ...address, part: 'comments' }
    await lent.store.append([group(comments, await open(comments), by('dora', 4))])
    const { epoch } = await open(address)
    const one: Stretch = {
      author: 'ada',
      fromSeq: 1,
      toSeq: 3,
      startedAt: 1_764_396_000_123,
      endedAt: 1_764_396_000_456,
      edits: 3_000_000_000,
      added: 5_000_000_000,
      removed: 7,
    }
    const stretches = [one, { ...one, author: 'ben', toSeq: 2 }, { ...one, author: 'carol', toSeq: 1 }]
    const snapshot = { seq: 3, bytes: new Uint8Array([3]), index: undefined, stretches }
    expect(await lent.store.replaceSnapshot(address, epoch, 0, 0, snapshot)).toBe(true)
    expect(await kept(address)).toEqual(stretches)
    expect(await kept(address, 4, 2)).toEqual(stretches.slice(0, 2))
    expect(await kept(address, 2, 2)).toEqual(stretches.slice(2))
    expect(await kept(comments)).toEqual([])
    expect(await told(comments)).toEqual(['dora 1-1: 1'])
  })

  test('N4: of what was folded before anything was kept only that is told, also between what was', async () => {
    const address = await written('older', by('ada', 1), by('ada', 2), by('ada', 3), by('ben', 4), by('ben', 5))
    const { epoch } = await open(address)
    /** A relay of an older version. */
    const foldSilently = (seq: number, old: number): Promise<boolean> =>
      lent.store.replaceSnapshot(address, epoch, old, old, { seq, bytes: new Uint8Array([seq]), index: undefined })
    expect(await foldSilently(1, 0)).toBe(true)
    const earlier = (fromSeq: number, toSeq: number): object => ({ kind: 'earlier', fromSeq, toSeq })
    expect(await told(address)).toEqual(['ben 4-5: 2', 'ada 2-3: 2', earlier(1, 1)])
    await fold(address, 2)
    expect(await foldSilently(4, 2)).toBe(true)
    expect(await told(address)).toEqual(['ben 5-5: 1', earlier(3, 4), 'ada 2-2: 1', earlier(1, 1)])
  })

  test('N4: a reset document says so, and tells nothing from before; one that is deleted for ever leaves nothing', async () => {
    const address = await written('reset', by('ada', 1), by('ada', 2))
    await fold(address, 2)
    const { document } = address
    await lent.store.resetDocument(document, [{ part: 'text', bytes: new Uint8Array([9]), index: undefined }])
    expect(await told(address)).toEqual([{ kind: 'reset' }])
    await lent.store.append([group(address, await open(address), by('ben', 3))])
    expect(await told(address)).toEqual(['ben 2-2: 1', { kind: 'reset' }])
    await fold(address, 2)
    expect(await told(address)).toEqual(['ben 2-2: 1', { kind: 'reset' }])
    await lent.store.resetDocument(document, [])
    expect(await told(address)).toEqual([{ kind: 'reset' }])
    await lent.store.append([group(address, await open(address), by('ben', 3))])
    await fold(address, 1)
    expect(await kept(address)).toHaveLength(1)
    await lent.store.trashDocument(documentId('reset'), undefined)
    expect(await told(address)).toEqual(['ben 1-1: 1', { kind: 'reset' }])
    await lent.store.deleteForEver(documentId('reset'), undefined)
    expect([await kept(address), await told(address)]).toEqual([[], []])
  })

  test('N2: when the document goes while it is read, the reader hears of it', async () => {
    const address = await written('going', by('ada', 1), by('ada', PAUSE_MS * 2))
    const reading = historyOf(lent.store, address)
    expect((await reading.next()).value).toMatchObject({ toSeq: 2 })
    await lent.store.trashDocument(documentId('going'), undefined)
    await lent.store.deleteForEver(documentId('going'), undefined)
    await expect(reading.next()).rejects.toMatchObject({ name: 'Unavailable' })
  })
}
