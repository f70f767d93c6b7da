// What an export reads: the newest that can be had, from a relay that has just come back as well. A real relay and real
// sockets; only IndexedDB is a stand-in, which Node does not have.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId } from '../../../../contracts/ids.ts'
import { TEXT_FIELD } from '../../../../document/text-field.ts'
import { NotToBeHad, peekDocument } from '../../../../renderer/app/transfer/peek-document.ts'
import { Dialer } from '../../../../renderer/collab/dialer.ts'
import { openDocument, type OpenDocument } from '../../../../renderer/collab/open-document.ts'
import { TestRelay } from '../../../support/relay.ts'
import { until } from '../../../support/until.ts'

const REPORT = 'report' as DocumentId
const NOTES = 'notes' as DocumentId

test('a relay that has just come back is asked; one that is away gives what is here, or says that nothing is', async () => {
  const relay = await TestRelay.start()
  const [adas, bens] = [new IDBFactory(), new IDBFactory()]
  const [ada, ben] = [new Dialer(relay.url), new Dialer(relay.url)]
  const open = (disk: IDBFactory, dialer: Dialer, document: DocumentId): OpenDocument => {
    globalThis.indexedDB = disk
    return openDocument({ relay: relay.url, document, dialer, createdHere: true, user: null })
  }
  const peek = async (document: DocumentId): Promise<string> => {
    globalThis.indexedDB = adas
    const parts = { relay: relay.url, relayIdentity: relay.url, dialer: ada }
    return JSON.stringify(await peekDocument(parts, document, new AbortController().signal))
  }
  const hers = open(adas, ada, REPORT)
  writes(hers, 'old')
  await saved(hers)
  await hers.close()
  const notes = open(adas, ada, NOTES)
  await saved(notes)
  const his = open(bens, ben, REPORT)
  await saved(his)

  await relay.kill()
  await until('the loss to be noticed', () => ada.outlook.get().nextTryAt !== null)
  expect(await peek(REPORT)).toContain('old')
  await expect(peek('elsewhere' as DocumentId)).rejects.toThrow(NotToBeHad)

  await relay.start()
  await saved(notes)
  await saved(his)
  writes(his, 'new')
  await saved(his)
  expect(ada.outlook.get().failedTries).toBeGreaterThan(0)
  expect(await peek(REPORT)).toContain('new')

  await Promise.all([notes.close(), his.close()])
  ada.close()
  ben.close()
  await relay.dispose()
}, 60_000)

function writes({ doc }: OpenDocument, words: string): void {
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(words)])
  doc.getXmlFragment(TEXT_FIELD).insert(0, [paragraph])
}

async function saved({ connection }: OpenDocument): Promise<void> {
  await until(
    'all to be saved',
    () => {
      const { synced, waiting } = connection.get()
      return synced && waiting === 0
    },
    30_000,
  )
}
