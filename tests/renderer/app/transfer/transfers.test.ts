// Imports and exports one at a time, and what is said of them. The worker that converts is a web page's; here one stands in that
// answers at once. What it would answer is tests/document's.
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { DocumentId } from '../../../../contracts/ids.ts'
import { exportDocuments } from '../../../../renderer/app/transfer/export-documents.ts'
import type { TransferParts } from '../../../../renderer/app/transfer/parts.ts'
import { Transfers } from '../../../../renderer/app/transfer/transfers.ts'
import { showNoticesWith } from '../../../../renderer/ui/notify.ts'
import { until } from '../../../support/until.ts'
import { speak } from '../../../support/words.ts'

class WorkerThatAnswers {
  onmessage: ((event: { data: unknown }) => void) | undefined
  postMessage(): void {
    queueMicrotask(() => this.onmessage?.({ data: { ok: true, value: 'the text' } }))
  }
  terminate(): void {}
}

const told: string[] = []
beforeAll(async () => {
  vi.stubGlobal('Worker', WorkerThatAnswers)
  showNoticesWith(({ text }) => told.push(text))
  await speak('en')
})
afterAll(() => {
  vi.unstubAllGlobals()
})
beforeEach(() => {
  told.length = 0
})

test('an export counts the documents in its file, also when those that are not have the same title', async () => {
  const problems: string[] = []
  const file = await exportDocuments(
    {
      documents: ['a', 'b', 'c', 'd'].map((id) => ({ id: id as DocumentId, title: 'Notes' })),
      format: 'markdown',
      untitled: 'Untitled',
      read: async (id) => {
        if (id === 'b' || id === 'd') throw new Error('it cannot be had')
        return { type: 'doc', content: [] }
      },
      attachments: { bytes: async () => undefined },
      signal: new AbortController().signal,
      progress: () => undefined,
      problem: (title) => problems.push(title),
    },
    'All',
  )
  expect([file?.documents, problems]).toEqual([2, ['Notes', 'Notes']])
})

test('who begins another export while one runs is told, and the first goes on', async () => {
  const pictures = Promise.withResolvers<void>()
  const transfers = new Transfers({
    documents: { known: async (id: DocumentId) => ({ id, title: 'Notes' }) },
    attachments: async () => {
      await pictures.promise
      throw new Error('nobody waits for it any more')
    },
  } as unknown as TransferParts)
  const first = transfers.exportOne('a' as DocumentId, 'markdown')
  await until('it to run', () => transfers.state.get().kind === 'running')
  await transfers.exportOne('b' as DocumentId, 'markdown')
  expect(told).toEqual([expect.stringMatching(/^Nothing was begun: the import or export before it still runs/)])
  expect(transfers.state.get()).toMatchObject({ kind: 'running', what: 'export' })
  transfers.dismiss()
  pictures.resolve()
  await first
  expect(transfers.state.get()).toMatchObject({ kind: 'ended', calledOff: true })
})
