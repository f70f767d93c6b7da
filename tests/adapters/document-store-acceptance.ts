// What every store must do with the metadata of documents and with the events that tell of it (DESIGN §7, §9): the other
// half of store-acceptance.ts.
import { expect, test } from 'vitest'
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { Head, NumberedEvent, WriteOutcome } from '../../server/store/store.ts'
import { documentId, entry, group, type StoreUnderTest, textOf } from './store-acceptance.ts'

export function testsOfDocumentStore(lent: StoreUnderTest): void {
  const documentOf = (outcome: WriteOutcome): DocumentResource => {
    if (!('document' in outcome)) throw new Error(`the write came to ${outcome.kind}`)
    return outcome.document
  }
  /** What the write came to, and the events that it appended. */
  const told = async (write: () => Promise<unknown>): Promise<readonly NumberedEvent[]> => {
    const last = (await allEvents()).at(-1)?.number ?? 0
    await write()
    return await lent.store.readEvents(last, 100)
  }
  const allEvents = (): Promise<readonly NumberedEvent[]> => lent.store.readEvents(0, 10_000)
  const ids = async (trashed: boolean): Promise<string[]> => {
    const page = await lent.store.listDocuments({ cursor: undefined, limit: 200, trashed })
    if (page === 'bad-cursor') throw new Error('no cursor was given')
    return page.documents.map(({ id }) => id)
  }

  test('§9: a put creates once; a repeat is unchanged', async () => {
    const id = documentId('put')
    const first = await lent.store.putDocument(id, 'Title')
    expect(first).toMatchObject({ kind: 'written', created: true, document: { id, title: 'Title', metaVersion: 1 } })
    expect(await lent.store.putDocument(id, 'Other')).toEqual({ kind: 'unchanged', document: documentOf(first) })
    expect(await lent.store.getDocument(id)).toEqual(documentOf(first))
  })

  test('§9: puts at once create one document', async () => {
    const id = documentId('put-rush')
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map((n) => lent.store.putDocument(id, `Title ${n}`)))
    expect(outcomes.filter(({ kind }) => kind === 'written')).toHaveLength(1)
  })

  test('§9: a write bound to a version happens only at that version', async () => {
    const id = documentId('bound')
    await lent.store.putDocument(id, 'One')
    expect(await lent.store.renameDocument(id, 'Two', 2)).toMatchObject({
      kind: 'changed-meanwhile',
      document: { title: 'One' },
    })
    expect(await lent.store.renameDocument(id, 'Two', 1)).toMatchObject({
      kind: 'written',
      document: { metaVersion: 2 },
    })
    expect(await lent.store.trashDocument(id, 1)).toMatchObject({ kind: 'changed-meanwhile' })
    expect(await lent.store.trashDocument(id, 2)).toMatchObject({ kind: 'written' })
    expect(await lent.store.restoreDocument(id, 2)).toMatchObject({ kind: 'changed-meanwhile' })
    expect(await lent.store.deleteForEver(id, 2)).toMatchObject({ kind: 'changed-meanwhile' })
    expect(await lent.store.deleteForEver(id, 3)).toMatchObject({ kind: 'written', document: { title: 'Two' } })
    expect(await lent.store.deleteForEver(id, 3)).toEqual({ kind: 'gone' })
  })

  test('§9: of writers at once that saw the same version, one writes', async () => {
    const id = documentId('race')
    await lent.store.putDocument(id, 'One')
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => lent.store.renameDocument(id, `By ${n}`, 1)))
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual([
      'changed-meanwhile',
      'changed-meanwhile',
      'changed-meanwhile',
      'written',
    ])
  })

  test('events: each metadata write appends exactly one, a write that changes nothing none', async () => {
    const id = documentId('eventful')
    const { store } = lent
    const named = async (write: () => Promise<unknown>): Promise<string[]> =>
      (await told(write)).map(({ event }) => event.kind)
    expect(await named(() => store.renameDocument(id, 'x', undefined))).toEqual([])
    expect(await named(() => store.putDocument(id, 'One'))).toEqual(['created'])
    expect(await named(() => store.putDocument(id, 'Again'))).toEqual([])
    expect(await named(() => store.renameDocument(id, 'Two', undefined))).toEqual(['renamed'])
    expect(await named(() => store.renameDocument(id, 'Two', undefined))).toEqual([])
    expect(await named(() => store.renameDocument(id, 'Three', 1))).toEqual([])
    expect(await named(() => store.deleteForEver(id, undefined))).toEqual([])
    expect(await named(() => store.restoreDocument(id, undefined))).toEqual([])
    expect(await named(() => store.trashDocument(id, undefined))).toEqual(['trashed'])
    expect(await named(() => store.trashDocument(id, undefined))).toEqual([])
    expect(await named(() => store.restoreDocument(id, undefined))).toEqual(['restored'])
    expect(await named(() => store.trashDocument(id, undefined))).toEqual(['trashed'])
    expect(await named(() => store.deleteForEver(id, undefined))).toEqual(['deleted'])
    expect(await named(() => store.putDocument(id, 'Again'))).toEqual([])
    expect(await named(() => store.open(textOf('eventful')))).toEqual([])
  })

  test('events: a join that creates tells of it, edits of the text do not, and the put that fills it does', async () => {
    const address = textOf('joined')
    const [created, ...more] = await told(() => lent.store.open(address))
    expect([created!.event, more]).toMatchObject([
      { kind: 'created', document: { id: 'joined', title: '', metaVersion: 1 } },
      [],
    ])
    const head = (await lent.store.open(address)) as Head
    expect(await told(() => lent.store.append([group(address, head, entry(1))]))).toEqual([])
    expect(await told(() => lent.store.putDocument(address.document, 'Filled'))).toMatchObject([
      { event: { kind: 'renamed', document: { title: 'Filled', metaVersion: 2 } } },
    ])
  })

  test('events: they are numbered without gaps, in the order of the writes, and carry what was written', async () => {
    const id = documentId('numbered')
    const events = await told(async () => {
      await lent.store.putDocument(id, 'One')
      await Promise.all([2, 3, 4, 5].map((n) => lent.store.renameDocument(id, `Title ${n}`, undefined)))
    })
    const first = events[0]!.number
    expect(events.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4].map((n) => first + n))
    expect(events.map(({ event }) => ('document' in event ? event.document.metaVersion : 0))).toEqual([1, 2, 3, 4, 5])
    expect(events.at(-1)!.event).toMatchObject({ document: await lent.store.getDocument(id) })
    expect(await lent.store.readEvents(first, 2)).toEqual(events.slice(1, 3))
    expect(await lent.store.readLastEvents(3)).toEqual(events.slice(-3))
    expect(await lent.store.readLastEvents(10_000)).toEqual(await allEvents())
    const everything = await allEvents()
    await lent.reopen()
    expect(await allEvents()).toEqual(everything)
  })

  test('E2: a reset keeps title, trash and version, tells of itself once, and is a change of the text', async () => {
    const id = documentId('begun-anew')
    const { store } = lent
    await store.putDocument(id, 'Minutes')
    await store.trashDocument(id, undefined)
    const before = documentOf(await store.trashDocument(id, undefined))
    const beginnings = [{ part: 'text' as const, bytes: new Uint8Array([1]), index: undefined }]
    const events = await told(() => store.resetDocument(id, beginnings))
    const after = await store.getDocument(id)
    expect(events).toMatchObject([{ event: { kind: 'reset', document: after } }])
    expect(after).toEqual({ ...before, changedAt: expect.any(String) })
    expect(Date.parse((after as DocumentResource).changedAt)).toBeGreaterThanOrEqual(Date.parse(before.changedAt))
  })

  test('E2: what is not there is not reset, and what was deleted for ever stays deleted', async () => {
    const { store } = lent
    const beginnings = [{ part: 'text' as const, bytes: new Uint8Array([1]), index: undefined }]
    expect(await told(() => store.resetDocument(documentId('never'), beginnings))).toEqual([])
    expect(await store.resetDocument(documentId('never'), beginnings)).toEqual({ kind: 'absent' })
    expect(await store.getDocument(documentId('never'))).toBe('absent')
    const id = documentId('deleted-and-reset')
    await store.putDocument(id, 'x')
    await store.trashDocument(id, undefined)
    await store.deleteForEver(id, undefined)
    expect(await store.resetDocument(id, beginnings)).toEqual({ kind: 'gone' })
    expect(await store.open(textOf(id))).toBe('gone')
  })

  test('§9: lists are ordered by the last change, and page without gaps or doubles among equals', async () => {
    const made = Array.from({ length: 25 }, (_, n) => `list-${n}`)
    // Edited in the same millisecond of the far future, so that only the ids can order them.
    const at = Date.UTC(2100, 0, 1)
    for (const id of made) {
      const head = (await lent.store.open(textOf(id))) as Head
      await lent.store.append([group(textOf(id), head, { ...entry(1), at })])
    }
    for (const limit of [1, 4, 25]) {
      const seen: string[] = []
      let cursor: string | undefined
      while (seen.length < made.length) {
        const page = await lent.store.listDocuments({ cursor, limit, trashed: false })
        if (page === 'bad-cursor') throw new Error(`${cursor} was given by the page before`)
        seen.push(...page.documents.map(({ id }) => id))
        cursor = page.nextCursor!
      }
      expect(seen.slice(0, made.length).toSorted()).toEqual(made.toSorted())
    }
    const head = (await lent.store.open(textOf('list-7'))) as Head
    await lent.store.append([group(textOf('list-7'), head, { ...entry(2), at: at + 1 })])
    expect((await ids(false))[0]).toBe('list-7')
    expect(await lent.store.getDocument(documentId('list-7'))).toMatchObject({
      metaVersion: 1,
      changedAt: new Date(at + 1).toISOString(),
    })
  })

  test('§9: what is trashed is in one list, what is not in the other, what is deleted in neither', async () => {
    for (const id of ['bin-1', 'bin-2', 'bin-3']) await lent.store.putDocument(documentId(id), '')
    for (const id of ['bin-2', 'bin-3']) await lent.store.trashDocument(documentId(id), undefined)
    await lent.store.deleteForEver(documentId('bin-3'), undefined)
    const bins = async (trashed: boolean): Promise<string[]> =>
      (await ids(trashed)).filter((id) => id.startsWith('bin-'))
    expect([await bins(false), await bins(true)]).toEqual([['bin-1'], ['bin-2']])
    expect(await lent.store.getDocument(documentId('bin-3'))).toBe('gone')
    expect(await lent.store.getDocument(documentId('bin-4'))).toBe('absent')
  })

  test('§9: a cursor of no page is said to be one', async () => {
    for (const cursor of ['x', '', Buffer.from('12 ../..').toString('base64url')])
      expect(await lent.store.listDocuments({ cursor, limit: 5, trashed: false })).toBe('bad-cursor')
  })
}
