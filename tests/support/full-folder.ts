// A data folder in which a real relay has left something of every kind: for stories about what must not be lost when all of it goes
// elsewhere.
import { join } from 'node:path'
import * as Y from 'yjs'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import type { Epoch } from '../../contracts/ids.ts'
import { openTokens } from '../../server/store/sqlite/tokens-table.ts'
import type { Token } from '../../server/store/store.ts'
import { command, damage, look } from './data-folder.ts'
import { foldedTwice } from './folded.ts'
import { FrameClient } from './frame-client.ts'
import { png, sha256Of } from './images.ts'
import { TestRelay } from './relay.ts'
import { RestClient } from './rest-client.ts'
import { VersionsClient } from './versions-client.ts'

/** In several pieces, in PostgreSQL. */
export const LARGE_IMAGE = png(9, 9, [200, 0, 0], 700_000)
export const SMALL_IMAGE = png(2, 2, [10, 20, 30])

const TOKEN: Token = {
  id: 'token-1',
  name: 'nightly',
  scopes: ['content:read'],
  document: null,
  createdAt: 1,
  usedAt: 2,
  expiresAt: 3,
  revokedAt: null,
}

export interface FullFolder {
  /** What everybody has on their own computer, by the path of the document. */
  readonly copies: ReadonlyMap<string, Y.Doc>
  readonly epochs: ReadonlyMap<string, Epoch>
  readonly events: number
}

export async function fullFolder(data: string): Promise<FullFolder> {
  const relay = await TestRelay.start({ data })
  const rest = new RestClient(relay)
  const copies = new Map<string, Y.Doc>()
  const write = async (path: string, ...words: readonly string[]): Promise<void> => {
    const ada = await FrameClient.join(relay, path, { doc: copies.get(path) ?? new Y.Doc() })
    for (const word of words) ada.type(word)
    await ada.allSaved()
    ada.leave()
    copies.set(path, ada.doc)
  }
  try {
    const ben = await foldedTwice(relay, 'folded')
    ben.type('the end')
    await ben.allSaved()
    ben.leave()
    copies.set('folded', ben.doc)
    await rest.create('tidy', 'A title — Ünïcødé 🙂 “quoted” \\ {},"')
    await rest.createFolder('plans', 'Plans')
    await rest.move('tidy', 'plans')
    await write('tidy', 'one ', 'two ', 'three ', '🙂')
    await new VersionsClient(relay).keep('tidy', 'v1', 'As sent — “one” 🙂')
    await write('tidy/comments', 'a comment ', 'and another')
    for (const image of [LARGE_IMAGE, SMALL_IMAGE])
      await fetch(relay.url + attachmentPath(sha256Of(image)), { method: 'PUT', body: new Uint8Array(image) })
    await write('joined-only', 'nobody has named it')
    await rest.create('untouched', 'Nobody has opened it')
    for (const id of ['trashed', 'gone']) {
      await rest.create(id, `To be ${id}`)
      await write(id, `text of ${id}`)
      await rest.trash(id)
    }
    await rest.deleteForEver('gone')
    copies.delete('gone')
    await write('aside', 'whole ', 'damaged ', 'whole again')
    await write('begun-anew', 'past', 'present')
    await relay.stop()
    damage(
      data,
      `UPDATE log SET bytes = x'0909' WHERE seq = 3 AND number = (SELECT number FROM heads WHERE document = 'aside')`,
    )
    const { tokens, close } = openTokens(join(data, 'ligature.db'))
    await tokens.addToken(TOKEN, '0'.repeat(64))
    await close()
    const reset = await command(data, 'reset', '--document', 'begun-anew')
    if (reset.code !== 0) throw new Error(`reset ended with ${reset.code}: ${reset.lines.join('\n')}`)
    copies.delete('begun-anew')
    await relay.start()
    // The relay sets the row aside; she has it still, and sends it again.
    await write('aside')
    await write('begun-anew', ' and more')
    await relay.stop()
  } finally {
    await relay.kill()
  }
  const heads = look<{ path: string; epoch: Epoch }>(
    data,
    `SELECT document || CASE part WHEN 'text' THEN '' ELSE '/' || part END AS path, epoch FROM heads`,
  )
  return {
    copies,
    epochs: new Map(heads.map(({ path, epoch }) => [path, epoch])),
    events: look<{ last: number }>(data, 'SELECT max(number) AS last FROM events')[0]!.last,
  }
}
