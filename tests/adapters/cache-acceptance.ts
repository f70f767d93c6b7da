// What every cache must do (DESIGN §8): one suite for the port, run by each adapter's own test file. Two relays share what is kept.
import { expect, test } from 'vitest'
import { type Cache, type Found, KEPT_MS } from '../../server/cache/cache.ts'

/** How an adapter's test file lends its caches to the suite. Each story uses keys of its own. */
export interface CachesUnderTest {
  /** As two relays of one database have it. */
  readonly one: Cache
  readonly other: Cache
  /** Lets so many milliseconds go by. */
  pass(ms: number): Promise<void>
}

export function testsOfCache(lent: CachesUnderTest): void {
  const leased = async (cache: Cache, key: string): Promise<string> => {
    const found = await cache.look(key)
    if (found.kind !== 'lease' || !found.mine) throw new Error(`no lease for ${key}, but ${JSON.stringify(found)}`)
    return found.lease
  }
  const kept = (value: string): Found => ({ kind: 'kept', value })

  test('who looks first has the lease, the next hears of it, and all find what it was filled with', async () => {
    const lease = await leased(lent.one, 'first')
    for (const cache of [lent.one, lent.other])
      expect(await cache.look('first')).toEqual({ kind: 'lease', lease, mine: false })
    await lent.one.fill('first', lease, '{"title":"One"}')
    for (const cache of [lent.one, lent.other]) expect(await cache.look('first')).toEqual(kept('{"title":"One"}'))
    expect(await lent.other.look('first/of-another')).toMatchObject({ kind: 'lease', mine: true })
  })

  test('of many who look at once, on two relays, one has the lease', async () => {
    const looks = Array.from({ length: 200 }, (_, nth) => (nth % 2 ? lent.one : lent.other).look('rush'))
    const found = (await Promise.all(looks)).filter((one) => one.kind === 'lease')
    expect(found).toHaveLength(200)
    expect(found.filter(({ mine }) => mine)).toHaveLength(1)
    expect(new Set(found.map(({ lease }) => lease)).size).toBe(1)
  })

  test('an invalidation takes what is kept, for all', async () => {
    await lent.one.fill('changed', await leased(lent.one, 'changed'), '"old"')
    await lent.one.fill('unchanged', await leased(lent.one, 'unchanged'), '"as it was"')
    await lent.other.invalidate(['changed', 'never-kept'])
    const lease = await leased(lent.one, 'changed')
    await lent.one.fill('changed', lease, '"new"')
    expect(await lent.other.look('changed')).toEqual(kept('"new"'))
    expect(await lent.other.look('unchanged')).toEqual(kept('"as it was"'))
  })

  test('an invalidation takes the lease: what was read before is kept by nobody', async () => {
    const before = await leased(lent.one, 'read-before')
    await lent.other.invalidate(['read-before'])
    await lent.one.fill('read-before', before, '"old"')
    const after = await leased(lent.other, 'read-before')
    await lent.one.fill('read-before', before, '"old"')
    expect(await lent.one.look('read-before')).toEqual({ kind: 'lease', lease: after, mine: false })
    await lent.other.fill('read-before', after, '"new"')
    await lent.one.fill('read-before', before, '"old"')
    expect(await lent.one.look('read-before')).toEqual(kept('"new"'))
  })

  test('nothing is kept longer than its lease would have been, however late it was filled', async () => {
    const lease = await leased(lent.one, 'aging')
    await lent.pass(KEPT_MS * 0.6)
    await lent.one.fill('aging', lease, '"old"')
    expect(await lent.other.look('aging')).toEqual(kept('"old"'))
    await lent.pass(KEPT_MS * 0.6)
    expect(await leased(lent.other, 'aging')).not.toBe(lease)
  })

  test('a lease that is never filled is over, and fills nothing then', async () => {
    const lost = await leased(lent.one, 'lost')
    await lent.pass(KEPT_MS * 1.2)
    await lent.one.fill('lost', lost, '"too late"')
    const lease = await leased(lent.other, 'lost')
    await lent.one.fill('lost', lost, '"too late"')
    await lent.other.fill('lost', lease, '"new"')
    expect(await lent.one.look('lost')).toEqual(kept('"new"'))
  })

  test('values come back letter for letter', async () => {
    for (const [nth, value] of [
      '""',
      JSON.stringify('ä€𝄞\u0000\r\n"\\'),
      JSON.stringify('x'.repeat(200_000)),
    ].entries()) {
      await lent.one.fill(`letters-${nth}`, await leased(lent.one, `letters-${nth}`), value)
      expect(await lent.other.look(`letters-${nth}`)).toEqual(kept(value))
    }
  })
}
