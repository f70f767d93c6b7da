// R8, R13 on three relays that share a PostgreSQL and a Redis: who is connected to one is seen on the others, in the document, in
// `GET …/presence` and in the list, and not for longer than they are there. Real processes, real kills.
import { expect, test } from 'vitest'
import { PeopleReader } from '../support/people-reader.ts'
import type { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { startRelays, startServers } from '../support/servers.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const servers = startServers()
const { relays } = startRelays(servers, 'presence', { count: 3 })

/** R8: an instance that dies, and everybody who was connected to it. */
const GONE_WITHIN_MS = 10_000
const COLOR = '#1a6b5c'

/** Somebody with a stock client, a name and a caret. */
class Person extends StockClient {
  readonly name: string

  constructor(relay: TestRelay, document: string, name: string) {
    super(relay, document)
    this.name = name
    this.move('start')
  }

  move(caret: string): void {
    this.provider.awareness.setLocalState({ user: { name: this.name, color: COLOR }, caret })
  }

  /** Whom they see, and where. */
  get people(): readonly string[] {
    return [...this.provider.awareness.getStates().values()]
      .map((state) => `${(state['user'] as { name: string }).name} at ${String(state['caret'])}`)
      .toSorted()
  }
}

async function come(relay: TestRelay, document: string, name: string): Promise<Person> {
  const person = new Person(relay, document, name)
  await person.synced()
  return person
}

const sees = (person: Person, ...people: readonly string[]): Promise<unknown> =>
  until(`${person.name} to see ${people.join()}; sees ${person.people.join()}`, () => same(person.people, people))
const same = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.toSorted().join()

/** Names, as this relay answers. */
async function named(relay: TestRelay, document: string): Promise<string[]> {
  const rest = new RestClient(relay)
  const { status, body } = await rest.ask('GET', `${rest.document(document)}/presence`)
  expect(status).toBe(200)
  const { people } = body as unknown as { people: { client: number; user: { name: string; color: string } | null }[] }
  return people.map(({ user }) => user?.name ?? '?').toSorted()
}

/** The number in the list, as this relay answers. */
async function counted(relay: TestRelay, document: string): Promise<number | undefined> {
  const { body } = await new RestClient(relay).ask('GET', '/api/v1/documents')
  const { documents } = body as unknown as { documents: { id: string; present: number }[] }
  return documents.find(({ id }) => id === document)?.present
}

/** O3: what it says about the other relays. */
async function measured(relay: TestRelay): Promise<Record<string, number>> {
  const { text } = await new RestClient(relay).ask('GET', '/metrics')
  const samples = text.matchAll(/^(ligature_(?:redis|other|records)\w+)(?:\{outcome="(\w+)"\})? (\d+)$/gm)
  return Object.fromEntries([...samples].map(([, name, of, value]) => [of ? `${name}_${of}` : name, Number(value)]))
}

/** A relay that is lost is noticed after several seconds, and a story has more than one of these waits. */
const LOSSES = { timeout: 60_000 }

const everywhere = (document: string, ...names: readonly string[]): Promise<unknown> =>
  until(`all relays to name ${names.join()}`, async () => {
    const answers = await Promise.all(relays.map((relay) => named(relay, document)))
    const counts = await Promise.all(relays.map((relay) => counted(relay, document)))
    return answers.every((answer) => same(answer, names)) && counts.every((count) => count === names.length)
  })

test('R13: carets are seen across relays, and who is here also by relays on which nobody has the document open', async () => {
  const [ada, ben] = [await come(relays[0], 'seen', 'Ada'), await come(relays[1], 'seen', 'Ben')]
  await sees(ada, 'Ada at start', 'Ben at start')
  await sees(ben, 'Ada at start', 'Ben at start')
  ada.move('end')
  await sees(ben, 'Ada at end', 'Ben at start')
  await everywhere('seen', 'Ada', 'Ben')
  await servers.redis.ask('FLUSHALL')
  await everywhere('seen', 'Ada', 'Ben')
  ada.leave()
  await sees(ben, 'Ben at start')
  await everywhere('seen', 'Ben')
  ben.leave()
  await everywhere('seen')
})

test(
  'R8: who was on a relay that is killed is gone everywhere within 10 s; who comes to another one is there once',
  LOSSES,
  async () => {
    const [ben, cleo] = [await come(relays[1], 'killed', 'Ben'), await come(relays[2]!, 'killed', 'Cleo')]
    const [ada, ann] = [await come(relays[0], 'killed', 'Ada'), await come(relays[0], 'killed', 'Ann')]
    for (const person of [ben, cleo])
      await sees(person, 'Ada at start', 'Ann at start', 'Ben at start', 'Cleo at start')
    await relays[0].kill()
    const killedAt = performance.now()
    for (const person of [ada, ann]) person.leave()
    const back = await come(relays[1], 'killed', 'Ada')
    const left = ['Ada at start', 'Ben at start', 'Cleo at start']
    for (const person of [ben, cleo, back])
      await until('them to be gone', () => same(person.people, left), GONE_WITHIN_MS)
    const gone = performance.now() - killedAt
    expect(gone).toBeLessThan(GONE_WITHIN_MS)
    expect(await named(relays[2]!, 'killed')).toEqual(['Ada', 'Ben', 'Cleo'])
    expect(await counted(relays[1], 'killed')).toBe(3)
    console.info(`gone ${Math.round(gone)} ms after the kill`)
    await relays[0].start()
    // It has nobody, and asks who is there.
    const dora = await come(relays[0], 'killed', 'Dora')
    await sees(dora, ...left, 'Dora at start')
    for (const person of [ben, cleo, back, dora]) person.leave()
  },
)

test('R8: a relay that stands still is lost to the others, and found again when it goes on', LOSSES, async () => {
  const [ada, ben] = [await come(relays[0], 'still', 'Ada'), await come(relays[1], 'still', 'Ben')]
  await sees(ben, 'Ada at start', 'Ben at start')
  relays[0].signal('SIGSTOP')
  try {
    await sees(ben, 'Ben at start')
    await until('the answer to say so', async () => same(await named(relays[2]!, 'still'), ['Ben']))
  } finally {
    relays[0].signal('SIGCONT')
  }
  ada.move('end')
  await sees(ben, 'Ada at end', 'Ben at start')
  await sees(ada, 'Ada at end', 'Ben at start')
  await everywhere('still', 'Ada', 'Ben')
  for (const person of [ada, ben]) person.leave()
})

test('R8: without Redis nobody is shown of whom nothing is known, and all are back with it', LOSSES, async () => {
  const [ada, ben] = [await come(relays[0], 'without', 'Ada'), await come(relays[1], 'without', 'Ben')]
  await sees(ben, 'Ada at start', 'Ben at start')
  expect(await measured(relays[0])).toMatchObject({ ligature_redis_up: 1, ligature_other_relays: 2 })
  await servers.redis.stop()
  await sees(ben, 'Ben at start')
  await sees(ada, 'Ada at start')
  expect(await named(relays[0], 'without')).toEqual(['Ada'])
  expect(await named(relays[2]!, 'without')).toEqual([])
  await until('the others to be lost', async () => {
    const { ligature_redis_up: up, ligature_other_relays: others } = await measured(relays[0])
    return up === 0 && others === 0
  })
  ada.move('meanwhile')
  await until('that not to be told', async () => (await measured(relays[0]))['ligature_records_total_unsent']! > 0)
  await servers.redis.startAgain()
  await until('Ada to be seen where she goes', () => {
    ada.move('end')
    return same(ben.people, ['Ada at end', 'Ben at start'])
  })
  await everywhere('without', 'Ada', 'Ben')
  for (const person of [ada, ben]) person.leave()
})

test('§9: who is present is asked of a document that exists', async () => {
  const rest = new RestClient(relays[0])
  expect((await rest.ask('GET', `${rest.document('nobody-made-it')}/presence`)).status).toBe(404)
  expect((await rest.ask('GET', `${rest.document('no.id')}/presence`)).status).toBe(400)
})

test(
  'G3: whoever watches is told of those on other relays, whether the document is open here or not, and of nobody whose relay is killed',
  LOSSES,
  async () => {
    const [here, elsewhere] = ['watched-here', 'watched-elsewhere']
    const people = [
      await come(relays[0], here, 'Ada'),
      await come(relays[1], here, 'Ben'),
      await come(relays[0], elsewhere, 'Ann'),
      await come(relays[2]!, elsewhere, 'Cleo'),
    ]
    const [open, closed] = [await PeopleReader.open(relays[1], here), await PeopleReader.open(relays[1], elsewhere)]
    const told = (reader: PeopleReader, deadlineMs: number, ...names: readonly string[]): Promise<unknown> =>
      until(`${names.join()} to be told`, () => reader.names !== undefined && same(reader.names, names), deadlineMs)
    await told(open, GONE_WITHIN_MS, 'Ada', 'Ben')
    await told(closed, GONE_WITHIN_MS, 'Ann', 'Cleo')
    people[2]!.provider.awareness.setLocalState({ user: { name: 'Anna', color: COLOR } })
    await told(closed, GONE_WITHIN_MS, 'Anna', 'Cleo')
    await relays[0].kill()
    await Promise.all([told(open, GONE_WITHIN_MS, 'Ben'), told(closed, GONE_WITHIN_MS, 'Cleo')])
    for (const person of people) person.leave()
    await Promise.all([told(open, GONE_WITHIN_MS), told(closed, GONE_WITHIN_MS)])
    // G4: it is enough that another relay has deleted it.
    const rest = new RestClient(relays[2]!)
    await rest.trash(elsewhere)
    await rest.deleteForEver(elsewhere)
    await until('the end', () => closed.complete)
    expect([closed.code, open.complete]).toEqual(['document-gone', false])
    open.close()
  },
)
