// V7, R9: what becomes of what a token has opened when it is changed: streams of events, subscriptions, imports. A real relay, and the
// command's own store.
import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PermissionsSchema } from '../../contracts/events.ts'
import { WORKSPACE_ROUTES } from '../../contracts/workspace.ts'
import { withDatabase } from '../support/data-folder.ts'
import { EventReader } from '../support/event-reader.ts'
import { PeopleReader } from '../support/people-reader.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { StockClient } from '../support/stock-client.ts'
import { changeToken, makeToken, revokeToken } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { fileOf } from '../support/workspace-file.ts'

/** R9, and a busy machine. */
const SOON_MS = 3_000

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
  await rest.create('plan', 'Plan')
  await rest.create('garden', 'Garden')
})
afterAll(() => relay.dispose())

const open: { close(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

async function reads(token?: string, lastId?: string): Promise<EventReader> {
  const reader = await EventReader.open(relay, lastId, 'header', token)
  open.push(reader)
  return reader
}

async function watches(id: string, token: string): Promise<PeopleReader> {
  const reader = await PeopleReader.open(relay, id, { token })
  open.push(reader)
  return reader
}

async function comes(id: string, name = 'Ada'): Promise<void> {
  const client = await StockClient.join(relay, id)
  open.push({ close: () => client.leave() })
  client.provider.awareness.setLocalState({ user: { name, color: '#1a6b5c' } })
}

const names = (reader: EventReader): string[] => reader.messages.map(({ name }) => name)
const titles = (reader: EventReader): string[] =>
  reader.events.flatMap((event) => ('document' in event ? event.document.title : []))
const told = (reader: EventReader, wanted: object): Promise<unknown> =>
  until(
    `${JSON.stringify(wanted)} to be told; told ${JSON.stringify(reader.permissions)}`,
    () => {
      const last = reader.permissions.at(-1)
      return last !== undefined && JSON.stringify(last) === JSON.stringify(wanted)
    },
    SOON_MS,
  )
const may = (scopes: readonly string[], document: string | null = null, expiresAt: string | null = null): object => ({
  scopes,
  document,
  expiresAt,
})

test('V7: the holder of a token hears first what it may do, also one who resumes, and who shows none hears nothing of it', async () => {
  const token = await makeToken(relay.data, 'begins', 'content:read,documents:read', '--expires', '12h')
  const first = await reads(token)
  await until('the beginning', () => first.messages.length >= 3)
  expect(names(first).slice(0, 3)).toEqual(['permissions', 'reset', 'present'])
  expect(first.messages[0]!.id).toBeUndefined()
  const [said] = first.permissions
  expect(PermissionsSchema.parse(said)).toEqual(said)
  expect(said).toEqual(may(['content:read', 'documents:read'], null, expect.any(String) as never))
  const again = await reads(token, first.lastId)
  await until('the beginning', () => again.messages.length >= 2)
  expect(names(again).slice(0, 2)).toEqual(['permissions', 'present'])
  expect(again.permissions).toEqual([said])
  const guest = await reads()
  await rest.rename('plan', 'Plan of guests')
  await until('an event', () => titles(guest).includes('Plan of guests'))
  expect(guest.permissions).toEqual([])
})

test('V7: narrowed to one document its stream goes on with that one, and begins anew with all when it is given them back', async () => {
  await comes('plan')
  await comes('garden')
  const token = await makeToken(relay.data, 'narrowed', 'documents:read')
  const reader = await reads(token)
  await until('both to be counted', () => reader.present['plan'] === 1 && reader.present['garden'] === 1)
  await changeToken(relay.data, 'narrowed', '--document', 'garden')
  await told(reader, may(['documents:read'], 'garden'))
  await until('the beginning anew', () => names(reader).at(-1) === 'present' || names(reader).at(-1) === 'document')
  expect(reader.resets).toEqual([{ why: 'first' }, { why: 'permissions' }])
  expect(reader.present).toEqual({ garden: 1 })
  const heard = reader.messages.length
  await rest.rename('plan', 'Secret')
  await rest.createFolder('secret', 'Secret')
  await rest.rename('garden', 'Garden, seen')
  await until('what is still its own', () => titles(reader).includes('Garden, seen'))
  expect(JSON.stringify(reader.messages.slice(heard))).not.toMatch(/Secret|plan/)
  // As every later one: a token for one document hears of it, and reads no list.
  const later = await reads(token)
  await until('the beginning', () => later.present['garden'] === 1)
  expect(later.present).toEqual({ garden: 1 })
  await changeToken(relay.data, 'narrowed', '--all-documents')
  await told(reader, may(['documents:read']))
  await until('both to be counted', () => reader.present['plan'] === 1 && reader.present['garden'] === 1)
  expect(reader.resets.at(-1)).toEqual({ why: 'permissions' })
  await rest.rename('plan', 'Plan, seen again')
  await until('the other one', () => titles(reader).includes('Plan, seen again'))
})

test('V7: more scopes, or a later end, are told, and nothing begins anew', async () => {
  const reader = await reads(await makeToken(relay.data, 'grows', 'documents:read'))
  await told(reader, may(['documents:read']))
  await changeToken(relay.data, 'grows', '--scopes', 'documents:read,documents:write')
  await told(reader, may(['documents:read', 'documents:write']))
  withDatabase(relay.data, (database) =>
    database.exec(`UPDATE tokens SET expires_at = 4000000000000 WHERE name = 'grows'`),
  )
  await told(reader, may(['documents:read', 'documents:write'], null, new Date(4e12).toISOString()))
  await rest.rename('plan', 'Told to more')
  await until('what happens', () => titles(reader).includes('Told to more'))
  expect(reader.resets).toEqual([{ why: 'first' }])
})

test.each([
  ['revoked', 'bad-token', (name: string) => revokeToken(relay.data, name)],
  [
    'expired',
    'bad-token',
    (name: string) =>
      withDatabase(relay.data, (database) => database.exec(`UPDATE tokens SET expires_at = 1 WHERE name = '${name}'`)),
  ],
  ['without its scope', 'scope-required', (name: string) => changeToken(relay.data, name, '--scopes', 'content:read')],
] as const)('V7: the stream of a token that is %s says why last of all, and ends', async (name, code, end) => {
  const token = await makeToken(relay.data, name, 'documents:read')
  const reader = await reads(token)
  await until('the beginning', () => names(reader).includes('present'))
  await end(name)
  await until('the end', () => reader.ended, SOON_MS)
  expect(reader.complete).toBe(true)
  const last = reader.messages.at(-1)!
  expect(last).toMatchObject({ name: 'permissions', data: { ended: { code } } })
  expect(PermissionsSchema.parse(last.data)).toEqual(last.data)
  // The next request is answered the same.
  await expect(reads(token)).rejects.toThrow(code === 'bad-token' ? '401' : '403')
})

test.each([
  ['narrowed to another document', 'forbidden', ['--document', 'garden']],
  ['without its scope', 'scope-required', ['--scopes', 'documents:write']],
] as const)('G4: a subscription of a token that is %s ends with the reason', async (name, code, change) => {
  const token = await makeToken(relay.data, `watcher ${name}`, 'documents:read,documents:write')
  const [ended, goesOn] = [await watches('plan', token), await watches('garden', token)]
  for (const reader of [ended, goesOn]) await until('who is there', () => reader.names !== undefined)
  await changeToken(relay.data, `watcher ${name}`, ...change)
  await until('the end', () => ended.complete && ended.ended, SOON_MS)
  expect(ended.code).toBe(code)
  if (code === 'forbidden') {
    await comes('garden', 'Ben')
    await until('who comes to its own', () => goesOn.names?.includes('Ben'))
  } else await until('the other to end', () => goesOn.code === code, SOON_MS)
})

test.each([
  ['narrowed to one document', 'forbidden', ['--document', 'garden']],
  ['without its scope', 'scope-required', ['--scopes', 'content:read']],
] as const)('R9: of an import whose token is %s before its last line nothing stays', async (name, code, change) => {
  const authorization = `Bearer ${await makeToken(relay.data, `import ${name}`, 'workspace:import')}`
  const at = '2026-11-29T06:00:00.000Z'
  const file = fileOf([{ kind: 'folder', id: code, title: 'Brought in', createdAt: at, changedAt: at }])
  const half = file.indexOf('\n') + 1
  const sending = request(relay.url + WORKSPACE_ROUTES.import.path, { method: 'POST', headers: { authorization } })
  const answer = new Promise<string>((resolve, reject) => {
    sending.on('error', reject)
    sending.on('response', (incoming) => {
      let said = ''
      incoming.on('data', (text) => (said += String(text)))
      incoming.on('end', () => resolve(said))
    })
  })
  sending.write(file.slice(0, half))
  const other = (): Promise<string> =>
    rest
      .ask('POST', WORKSPACE_ROUTES.import.path, { headers: { authorization } })
      .then(({ body }) => String(body?.['code']))
  await until('it to be under way', async () => (await other()) === 'import-running')
  await changeToken(relay.data, `import ${name}`, ...change)
  await until('the relay to know of it', async () => (await other()) === code, SOON_MS)
  sending.end(file.slice(half))
  expect(JSON.parse(await answer)).toMatchObject({ code })
  expect((await rest.ask('GET', '/api/v1/folders')).text).not.toContain('Brought in')
})
