// What happens on one relay is heard on another that shares its PostgreSQL, at once with a Redis and soon without: real processes.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { write } from '../../contracts/wire.ts'
import { writeAwareness } from '../../server/presence/awareness.ts'
import { EventReader, readWholeLog, readWithCuts } from '../support/event-reader.ts'
import { FrameClient } from '../support/frame-client.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import type { TestRelay } from '../support/relay.ts'
import { type Answer, RestClient } from '../support/rest-client.ts'
import { startRelays, startServers } from '../support/servers.ts'
import { until } from '../support/until.ts'

/** Processes are killed and started. */
const LONG = { timeout: 60_000 }
/** Issue 6: the list in every open app is right within this. */
const HEARD_MS = 500

const servers = startServers()
const { relays } = startRelays(servers, 'events', { anew: true })
let ada: RestClient
beforeEach(() => void (ada = new RestClient(relays[0])))
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close()
})

const readers: EventReader[] = []
async function reads(relay: TestRelay, lastId?: string): Promise<EventReader> {
  const reader = await EventReader.open(relay, lastId)
  readers.push(reader)
  return reader
}

const titles = (reader: EventReader): string[] =>
  reader.events.map((event) => ('document' in event ? event.document.title : event.id))

/** A busy database may have no time for a write. What was done after all is no event when it is done again. */
const written = (write: () => Promise<Answer>): Promise<unknown> =>
  until('a write to be done', async () => (await write()).status < 300)

/** Since Redis carries what relays say. */
async function hearEachOther(): Promise<void> {
  await until('the relays to hear each other', async () => {
    const answers = await Promise.all(relays.map((relay) => new RestClient(relay).ask('GET', '/metrics')))
    return answers.every(({ text }) => /^ligature_other_relays 1$/m.test(text))
  })
}

test(
  'V5: a write on one relay is heard on the other within half a second, and so is who comes and goes',
  LONG,
  async () => {
    await hearEachOther()
    const ben = await reads(relays[1])
    await until('a place in the log', () => ben.lastId)
    for (const title of ['One', 'Two', 'Three']) {
      await ada.create('shared')
      await ada.rename('shared', title)
      await until(title, () => titles(ben).includes(title), HEARD_MS)
    }
    const carla = await FrameClient.join(relays[0], 'shared')
    const state = JSON.stringify({ user: { name: 'Carla', color: '#123456' } })
    carla.socket.send(write.awareness(writeAwareness([{ client: carla.doc.clientID, clock: 1, state }])))
    await until('Carla to be counted', () => ben.present['shared'] === 1, HEARD_MS)
    const dora = await reads(relays[1])
    await until('Carla to be counted for who comes later', () => dora.present['shared'] === 1)
    await relays[0].kill()
    await until('nobody to be counted who was on a relay that is gone', () => !('shared' in ben.present))
  },
)

test(
  'V2, V5: with cuts, from one relay to the other, and Redis gone in the midst, the events are those of the log',
  LONG,
  async () => {
    await hearEachOther()
    const random = seeded(seedOfThisRun('cuts across relays'))
    const writers = relays.map((relay) => new RestClient(relay))
    const reading = Promise.all(
      [1, 2].map(() =>
        readWithCuts(
          relays,
          random,
          (events) => events.filter((event) => event.kind === 'created').length === 4 && events.length >= 164,
        ),
      ),
    )
    await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (id, nth) => {
        await written(() => writers[nth % 2]!.create(id))
        for (let n = 0; n < 40; n++) {
          if (id === 'a' && n === 38) await servers.redis.stop()
          await written(() => writers[(nth + n) % 2]!.rename(id, `${id} ${n}`))
        }
      }),
    )
    const log = await readWholeLog(relays[0], 164)
    for (const { events, cuts, resets } of await reading) {
      expect(events).toEqual(log)
      expect({ enough: cuts > 10, resets }).toEqual({ enough: true, resets: 0 })
    }
    // And who only listens hears of it a little later.
    const ben = await reads(relays[1])
    await until('a place in the log', () => ben.lastId)
    await written(() => ada.rename('a', 'Without Redis'))
    await until('the poll', () => titles(ben).includes('Without Redis'))
    await servers.redis.startAgain()
  },
)
