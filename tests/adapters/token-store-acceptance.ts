// What every store must do with service tokens: found by the hash of their text, and over when they were revoked.
import { expect, test } from 'vitest'
import type { Token } from '../../server/store/store.ts'
import { documentId, type StoreUnderTest } from './store-acceptance.ts'

let made = 0
const token = (more: Partial<Token> = {}): Token => ({
  id: `token-${++made}`,
  name: 'nightly',
  scopes: ['content:read', 'documents:read'],
  document: null,
  createdAt: made,
  usedAt: null,
  expiresAt: null,
  revokedAt: null,
  ...more,
})
const hash = (): string => (++made).toString(16).padStart(64, '0')

export function testsOfTokenStore(lent: StoreUnderTest): void {
  test('a token is found by its hash, with all that is known of it, after a restart too', async () => {
    const [one, other] = [token({ document: documentId('only'), expiresAt: 99 }), token()]
    const sha256 = hash()
    await lent.store.addToken(one, sha256)
    await lent.store.addToken(other, hash())
    await lent.store.noteTokenUse(one.id, 7)
    await lent.reopen()
    expect(await lent.store.findToken(sha256)).toEqual({ ...one, usedAt: 7 })
    expect(await lent.store.findToken(hash())).toBeUndefined()
    expect((await lent.store.listTokens()).slice(0, 2)).toEqual([other, { ...one, usedAt: 7 }])
  })

  test('revoking takes an id or a name, answers those that were valid, and is for good', async () => {
    const [one, two, three] = [token({ name: 'ci' }), token({ name: 'ci' }), token({ name: 'other' })]
    const [first, , third] = await Promise.all(
      [one, two, three].map(async (each) => {
        const sha256 = hash()
        await lent.store.addToken(each, sha256)
        return sha256
      }),
    )
    expect(await lent.store.revokeTokens(one.id, 50)).toEqual([one])
    expect(await lent.store.revokeTokens('ci', 60)).toEqual([two])
    expect(await lent.store.revokeTokens('ci', 70)).toEqual([])
    expect(await lent.store.findToken(first!)).toEqual({ ...one, revokedAt: 50 })
    expect(await lent.store.findToken(third!)).toEqual(three)
  })

  test('changing takes an id or a name, writes what is named and nothing else, answers what it has made, and leaves revoked ones', async () => {
    const [one, two, three] = [token({ name: 'bot' }), token({ name: 'bot', expiresAt: 5 }), token({ name: 'bot' })]
    const hashes = [hash(), hash(), hash()] as const
    await lent.store.addToken(one, hashes[0])
    await lent.store.addToken(two, hashes[1])
    await lent.store.addToken(three, hashes[2])
    await lent.store.revokeTokens(three.id, 50)
    const narrowed: Token = { ...one, document: documentId('only') }
    expect(await lent.store.changeTokens(one.id, { document: documentId('only') })).toEqual([narrowed])
    const change = { scopes: ['content:write'], expiresAt: 99 } as const
    const [first, second] = [
      { ...narrowed, ...change },
      { ...two, ...change },
    ]
    expect(await lent.store.changeTokens('bot', change)).toEqual([first, second])
    expect(await lent.store.changeTokens('bot', { document: null, expiresAt: null })).toEqual([
      { ...first, document: null, expiresAt: null },
      { ...second, expiresAt: null },
    ])
    await lent.reopen()
    expect(await Promise.all(hashes.map((each) => lent.store.findToken(each)))).toEqual([
      { ...first, document: null, expiresAt: null },
      { ...second, expiresAt: null },
      { ...three, revokedAt: 50 },
    ])
    expect(await lent.store.changeTokens(three.id, { document: null })).toEqual([])
    expect(await lent.store.changeTokens('nobody', { document: null })).toEqual([])
  })

  test('the same hash is not taken twice', async () => {
    const sha256 = hash()
    await lent.store.addToken(token(), sha256)
    await expect(lent.store.addToken(token(), sha256)).rejects.toThrow()
  })
}
