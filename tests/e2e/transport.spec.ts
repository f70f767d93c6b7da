// Two people whose way to the relay is bad for WebSockets: they write together all the same, over HTTP, with carets, and move
// back when the way is good again. Nothing here tells the app which way to go.
import { expect, type Person, story } from '../support/browser.ts'
import { HostileProxy } from '../support/hostile-proxy.ts'
import type { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

/** DESIGN §10, issue 6: so long after the third WebSocket has failed. */
const SWITCHED_WITHIN_MS = 5_000
/** Three tries, the first of which may take 10 s. */
const FAILED_WITHIN_MS = 30_000

const WORDS = ['and', 'so', 'they', 'wrote', 'together', 'whatever', 'was', 'between', 'them']

const overHttp = async (relay: TestRelay): Promise<number> =>
  Number(/^ligature_sessions_over_http (\d+)$/m.exec((await new RestClient(relay).ask('GET', '/metrics')).text)![1])

async function switched(relay: TestRelay, sessions: number, failedAt: number): Promise<void> {
  const left = failedAt + SWITCHED_WITHIN_MS - performance.now()
  await until(`${sessions} sessions over HTTP`, async () => (await overHttp(relay)) >= sessions, left)
}

/** Both at once, each at the end of a line of their own. */
async function writeTogether(people: readonly [Person, Person], tag: string): Promise<void> {
  const [ada, ben] = people
  await ada.type(`\n${tag}-ada `)
  await ben.sees(`${tag}-ada`)
  await ben.page.keyboard.press('ControlOrMeta+Home')
  await Promise.all([
    ada.page.keyboard.type(WORDS.map((word) => `${tag}${word}1 `).join(''), { delay: 15 }),
    ben.page.keyboard.type(WORDS.map((word) => `${tag}${word}2 `).join(''), { delay: 15 }),
  ])
  for (const person of people) {
    for (const word of WORDS) for (const n of [1, 2]) await person.sees(`${tag}${word}${n} `)
    const words = await person.words()
    for (const word of WORDS)
      for (const n of [1, 2]) expect(words.split(`${tag}${word}${n} `), `${word}${n} is there once`).toHaveLength(2)
    await person.savedOnRelay()
  }
  expect(await ada.words()).toBe(await ben.words())
  await expect(ada.text.getByText('Ben', { exact: true })).toBeVisible()
  await expect(ben.text.getByText('Ada', { exact: true })).toBeVisible()
}

async function reads(person: Person, words: string): Promise<void> {
  await person.page.getByRole('button', { name: 'Connection details' }).click()
  await expect(person.page.getByRole('dialog').getByText(words)).toBeVisible()
  await person.page.keyboard.press('Escape')
}

async function arriveAt(arrive: () => Promise<Person>, url: string, name: string): Promise<Person> {
  const person = await arrive()
  await person.open(url)
  await person.answerName(name)
  return person
}

story('a proxy that strips the upgrade: over HTTP within seconds, and back by WebSocket', async ({ relay, arrive }) => {
  const proxy = await HostileProxy.start(Number(new URL(relay.url).port))
  try {
    proxy.turn('strips the upgrade')
    const ada = await arriveAt(arrive, proxy.url, 'Ada')
    const failedAt = await until('three tries', () => proxy.upgradedAt[2], FAILED_WITHIN_MS)
    await switched(relay, 1, failedAt)
    await ada.startDocument()
    const ben = await arriveAt(arrive, ada.page.url(), 'Ben')
    await ben.savedOnRelay()
    await writeTogether([ada, ben], 'a')
    expect(await overHttp(relay)).toBe(2)
    await reads(ada, 'HTTP, because WebSockets do not get through')

    proxy.turn('friendly')
    await until('both to be back', async () => (await overHttp(relay)) === 0, 60_000)
    await writeTogether([ada, ben], 'b')
    await reads(ada, 'WebSocket')
  } finally {
    await proxy.close()
  }
})

story(
  'one whose proxy swallows frames writes with one whose proxy holds every stream back',
  async ({ relay, arrive }) => {
    const port = Number(new URL(relay.url).port)
    const [swallows, holds] = [await HostileProxy.start(port), await HostileProxy.start(port)]
    try {
      swallows.turn('swallows frames')
      holds.turn('holds answers back')
      const ada = await arriveAt(arrive, swallows.url, 'Ada')
      await ada.startDocument()
      const { pathname } = new URL(ada.page.url())
      const ben = await arriveAt(arrive, `${holds.url}${pathname}`, 'Ben')
      await until('both over HTTP', async () => (await overHttp(relay)) === 2, 60_000)
      await ben.savedOnRelay()
      await writeTogether([ada, ben], 'c')
      await reads(ben, 'HTTP, because WebSockets do not get through')
    } finally {
      await swallows.close()
      await holds.close()
    }
  },
)
