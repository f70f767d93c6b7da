// Two people whose way to the relay is bad: they write together all the same, over HTTP where that helps, with carets, and are back by
// WebSocket when the way is good again. Nothing here tells the app which way to go. Each way has a proxy and two people of its own;
// three ways go on at once, for most of it is waiting. `LIGATURE_WORDS=150 npx playwright test transport` is the long form.
import type { Request } from '@playwright/test'
import { LINE_HEADER, LINE_PATH, readBatch } from '../../contracts/http-transport.ts'
import { expect, type Person, story } from '../support/browser.ts'
import { HostileProxy, type Mood } from '../support/hostile-proxy.ts'
import type { TestRelay } from '../support/relay.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { until } from '../support/until.ts'

story.use({ serviceWorkers: 'allow' })

/** Of each of the two in each of four phases, about eight letters each. */
const WORDS = Number(process.env['LIGATURE_WORDS'] ?? '8')
/** DESIGN §10: so long after the third WebSocket has failed. */
const SWITCHED_WITHIN_MS = 5_000
/** Three tries, the first of which may take 10 s. */
const FAILED_WITHIN_MS = 40_000
/**
 * A probe that failed is followed by one up to 40 s later, and one that has to prove itself takes half a minute. Who was on HTTP for
 * minutes, as in the long form, is probed every five.
 */
const BACK_WITHIN_MS = WORDS > 8 ? 350_000 : 100_000
const MET_WITHIN_MS = 60_000
const CUTS = 4
const AWAY_MS = 60_000
/** Most of it is waiting; of what is typed six people share two cores. */
const STORY_MS = 60_000 + BACK_WITHIN_MS + WORDS * 10_000

/** By what they go in each mood; null: nothing gets through. */
const MOODS = {
  'strips the upgrade': 'HTTP, because WebSockets do not get through',
  'swallows frames': 'HTTP, because WebSockets do not get through',
  'holds answers back': 'HTTP, because WebSockets do not get through',
  'cuts connections': 'HTTP, because WebSockets do not get through',
  'is late': 'WebSocket',
  'has no relay': null,
} as const satisfies Partial<Record<Mood, string | null>>

/** Somebody who writes words that can be told from all others, at either end of a line of their own. */
class Writer {
  readonly person: Person
  readonly typed: string[] = []
  /** When each WebSocket of theirs had failed, as performance.now() has it: the app asks then whether HTTP gets through. */
  readonly failedAt: number[] = []
  /** When each batch of a session of theirs over HTTP was answered. A line is opened before it is needed, and answers beats then. */
  readonly postedAt: number[] = []
  readonly #name: string
  readonly #random: () => number

  constructor(person: Person, name: string, random: () => number) {
    this.person = person
    this.#name = name
    this.#random = random
    const isLine = (request: Request): boolean => new URL(request.url()).pathname === LINE_PATH
    person.page.on('request', (request) => {
      if (isLine(request) && request.headers()[LINE_HEADER] === undefined) this.failedAt.push(performance.now())
    })
    person.page.on('response', (answer) => {
      const request = answer.request()
      const batch = isLine(request) && readBatch(request.postDataBuffer() ?? new Uint8Array())
      if (batch && batch.session > 0 && answer.ok()) this.postedAt.push(performance.now())
    })
  }

  async write(): Promise<void> {
    const { keyboard } = this.person.page
    for (let n = 0; n < WORDS; n++) {
      const choice = this.#random()
      if (choice < 0.2) await keyboard.press('Home')
      else if (choice < 0.4) await keyboard.press('End')
      const word = `${this.#name}${this.typed.length};`
      this.typed.push(word)
      await keyboard.type(`${word} `, { delay: this.#random() * 30 })
    }
  }

  /** What the status popover says of the way, from the moment it says it. */
  async goesBy(words: string, timeout: number): Promise<void> {
    const details = this.person.page.getByRole('dialog')
    await this.person.page.getByRole('button', { name: 'Connection details' }).click()
    await expect(details.getByText(words, { exact: true })).toBeVisible({ timeout })
    await this.person.page.keyboard.press('Escape')
    await this.person.text.focus()
  }
}

/** Both have all words of both, each once, on the relay; and each sees the other's caret. */
async function meet(writers: readonly [Writer, Writer]): Promise<void> {
  const typed = writers.flatMap((writer) => writer.typed)
  for (const { person } of writers) {
    const missing = async (): Promise<string[]> => {
      const words = await person.words()
      return typed.filter((word) => !words.includes(word))
    }
    await expect.poll(missing, { timeout: MET_WITHIN_MS }).toEqual([])
    await person.savedOnRelay(MET_WITHIN_MS)
    const words = await person.words()
    expect(typed.filter((word) => words.split(word).length !== 2)).toEqual([])
  }
  const [ada, ben] = writers
  expect(await ada.person.words()).toBe(await ben.person.words())
  await expect(ada.person.text.getByText('Ben', { exact: true })).toBeVisible()
  await expect(ben.person.text.getByText('Ada', { exact: true })).toBeVisible()
}

/** However long it takes here to look: the times are those at which the browser said so. */
function expectInTime({ failedAt, postedAt }: Writer, turnedAt: number): void {
  const overHttpAt = postedAt.find((at) => at >= turnedAt)!
  const failures = failedAt.filter((at) => at >= turnedAt && at <= overHttpAt)
  expect(failures.length).toBeGreaterThanOrEqual(3)
  expect(overHttpAt - failures.at(-1)!, 'from the last failure to HTTP').toBeLessThan(SWITCHED_WITHIN_MS)
}

async function coEdit(proxy: HostileProxy, mood: keyof typeof MOODS, writers: readonly [Writer, Writer]) {
  const way = MOODS[mood]
  const both = async (deed: (writer: Writer) => Promise<void>): Promise<void> => {
    await Promise.all(writers.map(deed))
  }
  await both((writer) => writer.write())
  await meet(writers)

  const turnedAt = performance.now()
  proxy.turn(mood)
  proxy.cut()
  await both((writer) => writer.write())
  if (way !== null) {
    await both(async (writer) => {
      await writer.goesBy(way, FAILED_WITHIN_MS)
      if (way !== 'WebSocket') expectInTime(writer, turnedAt)
    })
    await both((writer) => writer.write())
    if (mood === 'cuts connections') {
      const { cuts } = proxy
      await until('many cuts', () => proxy.cuts >= cuts + CUTS, FAILED_WITHIN_MS)
    }
    await meet(writers)
  } else {
    await both((writer) => writer.write())
    await both(({ person }) => person.reads(/changes waiting|Reconnecting|Offline/))
    await until('a minute to be over', () => performance.now() - turnedAt > AWAY_MS, AWAY_MS * 2)
  }

  proxy.turn('friendly')
  await both((writer) => writer.goesBy('WebSocket', BACK_WITHIN_MS))
  await both((writer) => writer.write())
  await meet(writers)
}

async function writeOn(moods: readonly (keyof typeof MOODS)[], relay: TestRelay, arrive: () => Promise<Person>) {
  const random = seeded(seedOfThisRun(moods.join(', ')))
  const proxies: HostileProxy[] = []
  const begun: (() => Promise<void>)[] = []
  try {
    for (const mood of moods) {
      const proxy = await HostileProxy.start(Number(new URL(relay.url).port))
      proxies.push(proxy)
      const [ada, ben] = [new Writer(await arrive(), 'ada', random), new Writer(await arrive(), 'ben', random)]
      await ada.person.page.goto(proxy.url)
      await ada.person.startDocument()
      await ada.person.answerName('Ada')
      await ada.person.type('Ada: \nBen: ')
      await ada.person.page.keyboard.press('ArrowUp')
      await ben.person.open(ada.person.page.url())
      await ben.person.answerName('Ben')
      await ben.person.sees('Ben: ')
      await ben.person.type('')
      begun.push(() => story.step(mood, () => coEdit(proxy, mood, [ada, ben])))
    }
    await Promise.all(begun.map((goOn) => goOn()))
  } finally {
    for (const proxy of proxies) await proxy.close()
  }
}

story(
  'WebSockets do not get through: two people write on together over HTTP, and move back',
  async ({ relay, arrive }) => {
    story.setTimeout(STORY_MS)
    await writeOn(['strips the upgrade', 'swallows frames', 'holds answers back'], relay, arrive)
  },
)

story('nothing lasts, all is late, or no relay is there: two people write on together', async ({ relay, arrive }) => {
  story.setTimeout(STORY_MS)
  await writeOn(['cuts connections', 'is late', 'has no relay'], relay, arrive)
})

story('who comes by a bad way goes over HTTP from the first visit', async ({ relay, arrive }) => {
  const proxy = await HostileProxy.start(Number(new URL(relay.url).port))
  try {
    proxy.turn('strips the upgrade')
    const ada = new Writer(await arrive(), 'ada', seeded(seedOfThisRun('first visit')))
    const cameAt = performance.now()
    await ada.person.open(proxy.url)
    await ada.person.answerName('Ada')
    await ada.goesBy(MOODS['strips the upgrade'], FAILED_WITHIN_MS)
    expectInTime(ada, cameAt)
    await ada.person.startDocument()
    await ada.write()
    await ada.person.savedOnRelay()
  } finally {
    await proxy.close()
  }
})
