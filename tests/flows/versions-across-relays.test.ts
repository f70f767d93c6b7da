// Named versions on two relays of one PostgreSQL (B): what is kept on one holds what was committed on the other, and a restore that is asked
// of both is carried out once.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ContentClient } from '../support/content-client.ts'
import { TestPostgres } from '../support/postgres.ts'
import { TestRelay } from '../support/relay.ts'
import { VersionsClient } from '../support/versions-client.ts'

let postgres: TestPostgres
let relays: TestRelay[] = []
let scripts: readonly ContentClient[]
let people: readonly VersionsClient[]
beforeAll(async () => {
  postgres = await TestPostgres.start()
  const DATABASE_URL = await postgres.database('versions')
  relays = await Promise.all([0, 1].map(() => TestRelay.start({ env: { DATABASE_URL } })))
  scripts = relays.map((relay) => new ContentClient(relay))
  people = relays.map((relay) => new VersionsClient(relay))
}, 60_000)
afterAll(async () => {
  await Promise.all(relays.map((relay) => relay.dispose()))
  await postgres.stop()
})

test('B1: what one relay has answered is in the version that the other keeps, and both have that', async () => {
  const [one, other] = scripts as [ContentClient, ContentClient]
  const [ada, ben] = people as [VersionsClient, VersionsClient]
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
