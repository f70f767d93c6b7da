// The text of documents over HTTP on two relays of one PostgreSQL: what is written on one is read on the other at once, a request that
// is made of both is carried out once, and a token that was revoked opens neither.
import { beforeAll, expect, test } from 'vitest'
import { ContentClient } from '../support/content-client.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { startAndEnd } from '../support/refused-start.ts'
import { startPostgres, startRelays } from '../support/servers.ts'
import { Typist } from '../support/typist.ts'
import { until } from '../support/until.ts'

const { relays, env } = startRelays(startPostgres(), 'content')
let scripts: [ContentClient, ContentClient]
beforeAll(() => void (scripts = [new ContentClient(relays[0]), new ContentClient(relays[1])]))

test('R4: what one relay has answered, the other has', async () => {
  const [one, other] = scripts
  await one.create('shared')
  for (let n = 1; n <= 10; n++) {
    const { seq } = await one.write('shared', 'append', `- line ${n}`)
    const read = await other.read('shared', 'txt')
    expect([read.text.split('\n').includes(`line ${n}`), read.headers['etag']]).toEqual([
      true,
      expect.stringContaining(`:${seq}:txt`),
    ])
  }
})

test('seeded: people type on both, lines are appended on both, each request is made of both at once, and each is there once', async () => {
  const random = seeded(seedOfThisRun('both relays'))
  const [one, other] = scripts
  await one.create('busy')
  await one.write('busy', 'append', 'ada:\n\nben:\n\n# Status\n\nnone\n\n# Log\n\n- begun')
  const people = await Promise.all(['ada', 'ben'].map((name, at) => Typist.join(relays[at]!, 'busy', name, at + 1)))
  for (const person of people) person.begin()
  const typing = setInterval(() => people[random() < 0.5 ? 0 : 1]!.type('abcde'[Math.floor(random() * 5)]!), 5)
  const rounds = 15
  for (let n = 1; n <= rounds; n++) {
    const key = `round-${n}`
    const [first, second] = await Promise.all(
      [one, other].map((script) =>
        n % 3 === 0
          ? script.write('busy', 'replace-section', `state ${n}`, { section: ['Status'], key })
          : script.write('busy', 'append', `- line ${n}`, { key }),
      ),
    )
    expect([first!.repeated, second!.repeated].toSorted()).toEqual([false, true])
  }
  clearInterval(typing)
  const lines = Array.from({ length: rounds }, (_, at) => at + 1).filter((n) => n % 3 !== 0)
  for (const person of people) {
    await person.sees('what both have typed', (words) =>
      people.every(({ name, typed }) => words.split('\n').includes(`${name}:${typed}`)),
    )
    await person.sees('the last line', (words) => words.includes(`line ${lines.at(-1)}`))
    expect(person.words.match(/^(line|state) .*/gm)).toEqual([`state ${rounds}`, ...lines.map((n) => `line ${n}`)])
    person.leave()
  }
  expect(people.every(({ typed }) => typed.length > 5)).toBe(true)
}, 60_000)

test('R9: a token that was revoked opens neither relay a second later', async () => {
  const { stdout } = await startAndEnd(env, 'tokens', 'create', '--name', 'both', '--scopes', 'content:read')
  const bearers = relays.map((relay) => new ContentClient(relay, stdout.trim()))
  for (const bearer of bearers) expect((await bearer.read('shared')).status).toBe(200)
  expect((await startAndEnd(env, 'tokens', 'revoke', 'both')).code).toBe(0)
  await until(
    'both to refuse it',
    async () =>
      (await Promise.all(bearers.map((bearer) => bearer.read('shared')))).every(({ status }) => status === 401),
    1_000,
  )
})
