// R9, V7: a token is changed by a command on one machine, and what it has opened on several relays knows it: real processes, which have a
// PostgreSQL and a Redis in common. The command speaks to none of them.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EventReader } from '../support/event-reader.ts'
import { PeopleReader } from '../support/people-reader.ts'
import { type Ended, startAndEnd } from '../support/refused-start.ts'
import type { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { startRelays, startServers } from '../support/servers.ts'
import { until } from '../support/until.ts'

/** Processes are started. */
const LONG = { timeout: 60_000 }
/** R9, from the end of the command on. */
const WITHIN_MS = 1_000
/** A busy machine. */
const SLACK_MS = 1_000

const servers = startServers()
const { relays, env } = startRelays(servers, 'permissions', { anew: true })
let ada: RestClient
const open: { close(): void }[] = []
beforeEach(async () => {
  ada = new RestClient(relays[0])
  await ada.create('plan', 'Plan')
  await ada.create('garden', 'Garden')
})
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

const tokens = (...args: readonly string[]): Promise<Ended> =>
  startAndEnd({ DATABASE_URL: env.DATABASE_URL }, 'tokens', ...args)

async function make(name: string): Promise<string> {
  const { code, stdout } = await tokens('create', '--name', name, '--scopes', 'documents:read')
  expect(code).toBe(0)
  return stdout.trim()
}

async function onEach<Reader extends { close(): void }>(
  read: (relay: TestRelay) => Promise<Reader>,
): Promise<Reader[]> {
  const readers = await Promise.all(relays.map(read))
  open.push(...readers)
  return readers
}

const soon = (what: string, look: () => boolean): Promise<unknown> => until(what, look, WITHIN_MS + SLACK_MS)

test('R9: narrowed, widened and revoked, a stream on each relay says so and goes by it', LONG, async () => {
  const token = await make('nightly')
  const readers = await onEach((relay) => EventReader.open(relay, undefined, 'header', token))
  for (const reader of readers)
    await until('the beginning', () => reader.messages.some(({ name }) => name === 'present'))

  const narrowed = await tokens('change', 'nightly', '--document', 'garden')
  expect([narrowed.code, narrowed.lines]).toEqual([0, []])
  for (const reader of readers) {
    await soon('the narrower permissions', () => JSON.stringify(reader.permissions.at(-1)).includes('"garden"'))
    await until('the beginning anew', () => reader.resets.length === 2)
    expect(reader.resets.at(-1)).toEqual({ why: 'permissions' })
  }
  const heard = readers.map(({ messages }) => messages.length)
  await ada.rename('plan', 'Secret')
  await ada.rename('garden', 'Told')
  for (const [nth, reader] of readers.entries()) {
    const since = (): string => JSON.stringify(reader.messages.slice(heard[nth]))
    await until('what is its own', () => since().includes('Told'))
    expect(since()).not.toContain('Secret')
  }

  const slip = await tokens('change', 'nightly', '--document', 'gardn')
  expect([slip.code, slip.lines]).toEqual([0, [expect.stringContaining('There is no document "gardn" here yet')]])
  for (const reader of readers) await soon('no document', () => reader.resets.length === 3)
  await tokens('change', 'nightly', '--all-documents')
  for (const reader of readers) await soon('all documents', () => reader.resets.length === 4)
  await ada.rename('plan', 'Told again')
  for (const reader of readers) await until('the other one', () => JSON.stringify(reader.events).includes('Told again'))

  await tokens('revoke', 'nightly')
  for (const reader of readers) {
    await soon('the end', () => reader.complete)
    expect(reader.messages.at(-1)).toMatchObject({ name: 'permissions', data: { ended: { code: 'bad-token' } } })
  }
})

test('R9: who watches who is in a document is told on each relay that it may not any more', LONG, async () => {
  const token = await make('watcher')
  const readers = await onEach((relay) => PeopleReader.open(relay, 'plan', { token }))
  for (const reader of readers) await until('who is there', () => reader.names !== undefined)
  await tokens('change', 'watcher', '--document', 'garden')
  for (const reader of readers) {
    await soon('the end', () => reader.complete)
    expect(reader.code).toBe('forbidden')
  }
})

test(
  'V7: while PostgreSQL is away the streams of tokens break off, and go on with what holds when it is back',
  LONG,
  async () => {
    const token = await make('patient')
    const reads = (): Promise<EventReader[]> => onEach((relay) => EventReader.open(relay, undefined, 'header', token))
    const readers = await reads()
    const guests = await onEach((relay) => EventReader.open(relay))
    // From then on nothing wakes the streams but their own looking.
    await ada.rename('plan', 'Heard')
    for (const reader of [...readers, ...guests])
      await until('what has happened', () => JSON.stringify(reader.events).includes('Heard'))
    for (const relay of relays) await new RestClient(relay).list()
    await servers.postgres.end('SIGINT')
    for (const reader of readers) await until('it to break off', () => reader.ended)
    expect(readers.map(({ complete, permissions }) => [complete, permissions.length])).toEqual([
      [false, 1],
      [false, 1],
    ])
    expect(guests.map(({ ended }) => ended)).toEqual([false, false])
    await servers.postgres.startAgain()
    await tokens('change', 'patient', '--document', 'garden')
    const again = await until('streams to be had', () => reads().catch(() => undefined))
    for (const reader of again)
      await soon('what holds now', () => JSON.stringify(reader.permissions[0] ?? '').includes('"garden"'))
  },
)
