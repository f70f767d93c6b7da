// Named versions on two relays of one PostgreSQL (B): what is kept on one holds what was committed on the other, and a restore that is asked
// of both is carried out once.
import { expect, test } from 'vitest'
import { ContentClient } from '../support/content-client.ts'
import { startPostgres, startRelays } from '../support/servers.ts'
import { VersionsClient } from '../support/versions-client.ts'

const { relays } = startRelays(startPostgres(), 'versions')

test('B1: what one relay has answered is in the version that the other keeps, and both have that', async () => {
  const [one, other] = [new ContentClient(relays[0]), new ContentClient(relays[1])]
  const [ada, ben] = [new VersionsClient(relays[0]), new VersionsClient(relays[1])]
  await one.create('shared')
  for (let n = 1; n <= 5; n++) {
    const { seq } = await one.write('shared', 'append', `Line ${n}.`)
    expect(await ben.keep('shared', `v${n}`)).toMatchObject({ seq })
    expect((await ada.text('shared', `v${n}`)).split('\n').at(-1)).toBe(`Line ${n}.`)
  }
  await other.write('shared', 'replace', 'Other.')
  const [first, second] = await Promise.all([ada, ben].map((who) => who.restore('shared', 'v2', 'before')))
  expect([first!.repeated, second!.repeated].toSorted()).toEqual([false, true])
  expect(await one.text('shared')).toBe('Line 1.\n\nLine 2.\n')
  expect(await ada.text('shared', 'before')).toBe('Other.')
  // What is asked of both at once is kept once.
  const kept = await Promise.all([ada, ben].map((who) => who.put('shared', 'both', 'Both')))
  expect(kept.map(({ status }) => status).toSorted()).toEqual([200, 201])
  expect((await ben.list('shared', 3)).map(({ id }) => id)).toEqual(['both', 'before', 'v5', 'v4', 'v3', 'v2', 'v1'])
})
