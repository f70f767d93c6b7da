// Who is in a document as the client layer reads it (renderer/api/people-service.ts): over one connection, and every way in which that can end.
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { problem } from '../../../contracts/problem.ts'
import { type PeopleNews, PeopleService, type PeopleWatch } from '../../../renderer/api/people-service.ts'
import { PEOPLE_HERE } from '../../../renderer/api/queries.ts'
import { documentId } from '../../adapters/store-acceptance.ts'
import { until } from '../../support/until.ts'

let server: Server
/** Those that are under way. */
let asked: { readonly url: URL; readonly accept: string | undefined; readonly response: ServerResponse }[]
let requests: number
let heard: PeopleNews[]
let watch: PeopleWatch

beforeEach(async () => {
  ;[asked, heard, requests] = [[], [], 0]
  server = createServer((request, response) => {
    requests++
    const one = { url: new URL(request.url!, 'http://relay'), accept: request.headers.accept, response }
    asked.push(one)
    response.on('close', () => (asked = asked.filter((other) => other !== one)))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterEach(() => {
  watch.close()
  server.closeAllConnections()
  server.close()
})

/** `firstWaitMs`: so long that no test lives to see a second try that nobody asked for. */
async function begin(firstWaitMs = 60_000): Promise<ServerResponse> {
  const { port } = server.address() as AddressInfo
  const service = new PeopleService(`http://127.0.0.1:${port}`, firstWaitMs)
  watch = service.watch(documentId('garden'), (news) => heard.push(news))
  return (await until('the question', () => asked[0])).response
}

const stream = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream' })
const word = (data: unknown): string => `event: next\ndata: ${JSON.stringify(data)}\n\n`
const people = (...names: readonly string[]) => ({
  data: { peopleHere: names.map((name, client) => ({ client, name, color: '#127f69' })) },
})
const last = async (kind: PeopleNews['kind']): Promise<PeopleNews> => {
  await until(`${kind} to be told; told ${JSON.stringify(heard)}`, () => heard.at(-1)?.kind === kind)
  return heard.at(-1)!
}

test('G3: it asks by the id of its query, and each word is told when it comes, wherever the bytes are cut', async () => {
  const response = stream(await begin())
  const { url, accept } = asked[0]!
  expect([url.pathname, accept]).toEqual(['/graphql', 'text/event-stream'])
  expect(Object.fromEntries(url.searchParams)).toEqual({ documentId: PEOPLE_HERE, variables: '{"id":"garden"}' })
  for (const byte of Buffer.from(`:\n\n${word(people('阿达'))}`)) response.write(Buffer.from([byte]))
  await until('the first', () => heard.length === 1)
  response.write(`:\n\n${word(people('阿达', 'Ben'))}`)
  await until('the second', () => heard.length === 2)
  expect(heard).toEqual(
    [people('阿达'), people('阿达', 'Ben')].map(({ data }) => ({ kind: 'here', people: data.peopleHere })),
  )
})

test.each([
  ['no relay', (response: ServerResponse) => response.destroy()],
  [
    'a proxy that asks for a password',
    (response: ServerResponse) => response.writeHead(200).end('<html>Sign in</html>'),
  ],
  ['a relay that ends', (response: ServerResponse) => stream(response).end('event: complete\ndata:\n\n')],
  [
    'a connection that breaks off',
    (response: ServerResponse) => stream(response).write(':\n\n', () => response.destroy()),
  ],
  ['an answer that is cut off', (response: ServerResponse) => stream(response).end(word(people('Ada')).slice(0, 30))],
  [
    'a relay that fails',
    (response: ServerResponse) =>
      stream(response).end(word({ data: null, errors: [{ extensions: { code: 'unavailable' } }] })),
  ],
  ['nonsense', (response: ServerResponse) => stream(response).end('event: next\ndata: {"data\n\n')],
  [
    'a colour that is none',
    (response: ServerResponse) =>
      stream(response).end(word({ data: { peopleHere: [{ client: 1, name: 'Ada', color: 'url(//x)' }] } })),
  ],
])('%s is nobody who tells, and is asked again', async (_, answers) => {
  answers(await begin())
  await last('away')
  expect(heard).toEqual([{ kind: 'away' }])
  watch.tryNow()
  stream(await until('another try', () => (requests === 2 ? asked[0]?.response : undefined))).write(word(people('Ada')))
  await last('here')
})

test.each([
  [
    'in a word of the stream',
    'forbidden',
    (response: ServerResponse) =>
      stream(response).end(word({ data: null, errors: [{ message: 'no', extensions: { code: 'forbidden' } }] })),
  ],
  [
    'after some',
    'document-gone',
    (response: ServerResponse) =>
      stream(response).end(
        word(people('Ada')) + word({ data: null, errors: [{ extensions: { code: 'document-gone' } }] }),
      ),
  ],
  [
    'as any request',
    'forbidden',
    (response: ServerResponse) =>
      response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem('forbidden'))),
  ],
  [
    'by a relay that does not know the question',
    'not-found',
    (response: ServerResponse) =>
      stream(response).end(word({ errors: [{ message: 'x', extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }] })),
  ],
])('G4: what is refused %s is told with its code, and not asked again', async (_, code, answers) => {
  answers(await begin(1))
  expect(await last('refused')).toEqual({ kind: 'refused', code })
  const refused = watch
  refused.tryNow()
  // Whoever watches next asks the second time. Had the refused one gone on, it would have asked before.
  await until('the refused to be over', () => asked.length === 0)
  await begin()
  refused.close()
  expect(requests).toBe(2)
})

test('it tries again by itself, and whoever closes the watch gives up the connection and hears no more', async () => {
  ;(await begin(1)).destroy()
  const response = stream(await until('another try', () => (requests === 2 ? asked[0]?.response : undefined)))
  response.write(word(people('Ada')))
  await last('here')
  const before = heard.length
  watch.close()
  await until('the relay to hear of it', () => asked.length === 0)
  expect([heard.length, requests]).toEqual([before, 2])
})
