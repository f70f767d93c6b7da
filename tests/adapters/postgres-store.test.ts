// The acceptance suites on a real PostgreSQL; what only it can get wrong is in postgres-alone.test.ts.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSha256 } from '../../contracts/attachment-names.ts'
import type { Address, DocumentId, VersionId } from '../../contracts/ids.ts'
import { createLog } from '../../server/log.ts'
import { PostgresStore } from '../../server/store/postgres/store.ts'
import type { Store } from '../../server/store/store.ts'
import { TestPostgres } from '../support/postgres.ts'
import { type AttachmentStoreUnderTest, testsOfAttachmentStore } from './attachment-store-acceptance.ts'
import { testsOfCommentStore } from './comment-store-acceptance.ts'
import { testsOfDocumentStore } from './document-store-acceptance.ts'
import { testsOfFolderStore } from './folder-store-acceptance.ts'
import { testsOfHistoryStore } from './history-store-acceptance.ts'
import { testsOfSearchStore } from './search-store-acceptance.ts'
import { type StoreUnderTest, testsOfLogStore } from './store-acceptance.ts'
import { testsOfTokenStore } from './token-store-acceptance.ts'
import { testsOfVersionStore } from './version-store-acceptance.ts'

let server: TestPostgres
beforeAll(async () => void (server = await TestPostgres.start()), 60_000)
afterAll(() => server.stop())

const openAt = (url: string): Promise<PostgresStore> => PostgresStore.open({ url, log: createLog('silent') })

class OnPostgres implements StoreUnderTest {
  readonly #name: string
  #url: string | undefined
  #store: Store | undefined

  constructor(name: string) {
    this.#name = name
  }

  get store(): Store {
    return this.#store!
  }

  async reopen(): Promise<void> {
    await this.#store?.close()
    this.#url ??= await server.database(this.#name)
    this.#store = await openAt(this.#url)
  }

  readonly damageSnapshot = (address: Address, seq: number): Promise<void> => this.#damage('bytes', address, seq)

  readonly damageIndex = (address: Address, seq: number): Promise<void> => this.#damage('held', address, seq)

  async damageVersion(document: DocumentId, id: VersionId): Promise<void> {
    await server.ask(
      this.#name,
      `UPDATE versions SET bytes = '\\x00' WHERE id = $1 AND number = (SELECT number FROM heads WHERE document = $2)`,
      [id, document],
    )
  }

  async multiplyVersion(document: DocumentId, id: VersionId, count: number): Promise<void> {
    await server.ask(
      this.#name,
      `INSERT INTO versions SELECT number, 'v' || n, name, epoch, seq, author, created_at, bytes, sha256
       FROM versions, generate_series(2, $3::int) n WHERE id = $1 AND number = (SELECT number FROM heads WHERE document = $2)`,
      [id, document, count],
    )
  }

  async countVersions(): Promise<number> {
    return Number((await server.ask(this.#name, 'SELECT count(*) AS count FROM versions')).rows[0].count)
  }

  async #damage(column: string, { document, part }: Address, seq: number): Promise<void> {
    const { rowCount } = await server.ask(
      this.#name,
      `UPDATE snapshots SET ${column} = '\\x000000000000000000' WHERE seq = $1
       AND number = (SELECT number FROM heads WHERE document = $2 AND part = $3)`,
      [seq, document, part],
    )
    if (rowCount !== 1) throw new Error(`${document} has no snapshot at ${seq}`)
  }
}

describe.each([
  ['text', testsOfLogStore],
  ['metadata', testsOfDocumentStore],
  ['folders', testsOfFolderStore],
  ['tokens', testsOfTokenStore],
  ['search', testsOfSearchStore],
  ['history', testsOfHistoryStore],
  ['versions', testsOfVersionStore],
  ['comments', testsOfCommentStore],
])('PostgreSQL: %s', (name, tests) => {
  const lent = new OnPostgres(name)
  beforeAll(() => lent.reopen())
  afterAll(() => lent.store.close())
  tests(lent)
})

describe('PostgreSQL: images', () => {
  let [url, store]: [string, PostgresStore | undefined] = ['', undefined]
  const lent: AttachmentStoreUnderTest = {
    get store() {
      return store!.attachments
    },
    reopen: async () => {
      await store?.close()
      store = await openAt(url)
    },
  }
  beforeAll(async () => {
    url = await server.database('images')
    await lent.reopen()
  })
  afterAll(() => store?.close())
  testsOfAttachmentStore(lent)

  test('an image that is not whole any more is kept anew', async () => {
    const bytes = new Uint8Array(300_000).fill(9)
    const sha256 = parseSha256(createHash('sha256').update(bytes).digest('hex'))!
    const give = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes
    }
    expect(await lent.store.keepAttachment(sha256, give())).toBe('kept')
    await server.ask(
      'images',
      'DELETE FROM attachment_pieces WHERE nth = 0 AND upload = (SELECT upload FROM attachments WHERE sha256 = $1)',
      [sha256],
    )
    expect(await lent.store.keepAttachment(sha256, give())).toBe('kept')
    const pieces: Uint8Array[] = []
    for await (const piece of lent.store.readAttachment(sha256)) pieces.push(piece)
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
  })

  test('nothing is left behind by what was refused, or broke off', async () => {
    const { rows } = await server.ask(
      'images',
      `SELECT (SELECT count(*)::int FROM uploads) AS uploads,
        (SELECT count(*)::int FROM attachment_pieces WHERE upload NOT IN (SELECT upload FROM attachments)) AS pieces`,
    )
    expect(rows).toEqual([{ uploads: 0, pieces: 0 }])
  })

  test('what a relay that was killed has left of an image is gone a day later', async () => {
    await server.ask('images', `INSERT INTO uploads (at) VALUES ($1)`, [Date.now() - 25 * 60 * 60 * 1_000])
    await server.ask('images', `INSERT INTO attachment_pieces SELECT max(number), 0, '\\x00' FROM uploads`)
    await lent.reopen()
    const { rows } = await server.ask('images', 'SELECT (SELECT count(*)::int FROM uploads) AS uploads')
    expect(rows).toEqual([{ uploads: 0 }])
  })
})
