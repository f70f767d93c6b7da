// An upgrade without an end of service: relays of this version go on while one of a newer version has already changed the tables they
// share, and says things they have never heard of. What of this is promised stands in docs/operating.md, "Restarting one by one".
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { FrameClient } from '../support/frame-client.ts'
import { png, sha256Of } from '../support/images.ts'
import { startAndEnd } from '../support/refused-start.ts'
import { RestClient } from '../support/rest-client.ts'
import { startRelays, startServers } from '../support/servers.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const DATABASE = 'side-by-side'
const servers = startServers()
const { relays, env } = startRelays(servers, DATABASE)

const TABLES = [
  'documents',
  'heads',
  'log',
  'snapshots',
  'quarantine',
  'history',
  'versions',
  'events',
  'uploads',
  'attachments',
  'tokens',
]
/** Longer than a commit waits for a lock: the relays see that the tables are held. */
const MIGRATION_S = 2

/** What a newer relay does when it starts: one transaction, which adds and takes nothing away. */
async function migrateFurther(): Promise<void> {
  await servers.postgres.ask(
    DATABASE,
    `BEGIN;
     ${TABLES.map((table) => `ALTER TABLE ${table} ADD COLUMN of_the_future text;`).join('\n')}
     ALTER TABLE log ADD COLUMN weight integer NOT NULL DEFAULT 7;
     CREATE TABLE stars (document text PRIMARY KEY, by_whom text NOT NULL);
     CREATE INDEX log_by_author ON log (author, at);
     UPDATE ligature_schema SET version = version + 1;
     SELECT pg_sleep(${MIGRATION_S});
     COMMIT;`,
  )
  await servers.postgres.ask(
    DATABASE,
    `INSERT INTO events (at, event, of_the_future) VALUES (0, '{"kind":"starred","document":"upgraded","by":"ada"}', 'x')`,
  )
}

test('relays that run go on when a newer one has added columns, tables and events; and one of theirs does not start any more', async () => {
  const document = 'upgraded'
  const people = await Promise.all(relays.map((relay) => StockClient.join(relay, document)))
  const typed = people.map(() => 0)
  const timer = setInterval(() => {
    for (const [nth, person] of people.entries()) {
      person.type('ab'[nth]!)
      typed[nth]!++
    }
  }, 10)
  await until('some to be typed', () => people[0]!.text.length > 100)
  await migrateFurther()
  const then = people[0]!.text.length
  await until('typing to go on', () => people[0]!.text.length > then + 100)
  clearInterval(timer)
  const counted = (text: string): number[] => ['a', 'b'].map((letter) => text.split(letter).length - 1)
  await until('all to see all', () => people.every(({ text }) => counted(text).join() === typed.join()), 30_000)
  expect(people[0]!.text).toBe(people[1]!.text)
  for (const person of people) person.leave()

  // Whatever else a relay does with the tables.
  const rest = new RestClient(relays[0])
  expect((await rest.ask('PUT', rest.document('named-later'), { body: { title: 'Named later' } })).status).toBe(201)
  expect((await rest.ask('POST', `${rest.document('named-later')}/trash`)).status).toBe(200)
  expect((await rest.ask('DELETE', rest.document('named-later'))).status).toBe(204)
  expect((await new RestClient(relays[1]).ask('GET', '/api/v1/documents')).text).toContain(document)
  const image = png(20, 20, [1, 2, 3])
  const path = attachmentPath(sha256Of(image))
  const headers = { 'content-type': 'application/octet-stream' }
  expect((await fetch(relays[0].url + path, { method: 'PUT', headers, body: Uint8Array.from(image) })).status).toBe(201)
  expect((await fetch(relays[1].url + path)).status).toBe(200)
  const ada = await FrameClient.join(relays[0], 'begun-later')
  // Long enough that its log is folded.
  for (let n = 0; n < 40; n++) ada.type('x'.repeat(10_000))
  await ada.allSaved()
  await until(
    'it to be folded',
    async () => (await servers.postgres.ask(DATABASE, 'SELECT 1 FROM snapshots')).rowCount,
    20_000,
  )
  ada.leave()

  const { code, lines } = await startAndEnd(env)
  expect([code, lines]).toEqual([
    1,
    [expect.stringMatching(/written by a newer relay \(version \d+; this one knows \d+\)/)],
  ])
  // Nor does that disturb those that run.
  expect((await fetch(`${relays[0].url}/readyz`)).status).toBe(200)
}, 90_000)

test('F2, R10: a hint of a newer form is skipped, and what it tells of is found in the store', async () => {
  const [ada, ben] = await Promise.all(relays.map((relay) => FrameClient.join(relay, 'hinted')))
  ada!.type('first')
  await until('Ben to see it', () => ben!.text === 'first')
  const hint = encoding.encode((to) => {
    encoding.writeVarUint(to, 9)
    encoding.writeVarString(to, 'a newer relay')
    for (const word of ['of', 'another', 'form']) encoding.writeVarString(to, word)
  })
  const [channel] = (await servers.redis.ask('PUBSUB', 'CHANNELS', '*:hints:hinted/text')) as string[]
  const published = await servers.redis.ask('PUBLISH', channel!, Buffer.from(hint).toString('latin1'))
  expect(published).toBe(2)
  ada!.type(', second')
  await until('Ben to see that, too', () => ben!.text === 'first, second')
  expect([ada!.closeCode, ben!.closeCode]).toEqual([undefined, undefined])
  ada!.leave()
  ben!.leave()
})
