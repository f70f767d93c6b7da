// People in browsers, for Playwright stories: each has a profile of their own, types with real keys, and sees the page.
import {
  test as base,
  type Browser,
  type BrowserContextOptions,
  expect,
  type Locator,
  type Page,
} from '@playwright/test'
import { SHOW_SAVING_AFTER_MS } from '../../renderer/collab/status.ts'
import { TestRelay } from './relay.ts'

/** The name that the stories' relay gives itself. */
export const RELAY_NAME = 'Quill'

/**
 * What a console may say without it being a defect: the browser reports each failed request while the relay is away, and on
 * plain http that a header has no effect there.
 */
const EXPECTED =
  /Failed to load resource|ERR_CONNECTION_REFUSED|WebSocket connection to|Cross-Origin-Opener-Policy header has been ignored/

export class Person {
  readonly page: Page
  readonly complaints: string[] = []

  private constructor(page: Page) {
    this.page = page
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED.test(message.text())) this.complaints.push(message.text())
    })
  }

  /** With a browser profile of their own; `name` is answered to the question about it. */
  static async arrive(browser: Browser, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    })
    return new Person(await context.newPage())
  }

  /** Another window of the same browser profile. */
  async secondWindow(): Promise<Person> {
    return new Person(await this.page.context().newPage())
  }

  get text(): Locator {
    return this.page.getByRole('textbox', { name: 'Document text' })
  }

  get title(): Locator {
    return this.page.getByRole('textbox', { name: 'Document title' })
  }

  get status(): Locator {
    return this.page.getByRole('status')
  }

  get documents(): Locator {
    return this.page.getByRole('navigation', { name: 'Documents' })
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url)
    await expect(this.text).toBeVisible({ timeout: 60_000 })
  }

  /** Opens it for the first time, and answers the question about their name, or skips it. */
  async visit(url: string, name?: string): Promise<void> {
    await this.open(url)
    if (name === undefined) await this.skipName()
    else await this.answerName(name)
  }

  /** Starts a document and waits until it, and not the one before, is on the screen. */
  async startDocument(title?: string): Promise<void> {
    const before = this.page.url()
    await this.page.getByRole('button', { name: 'New document' }).first().click()
    await expect(this.page).not.toHaveURL(before)
    await expect(this.title).toHaveValue('')
    await expect(this.text).toHaveText('')
    if (title !== undefined) await this.title.fill(title)
  }

  /** Comes with a new document, and with the caret in its text. */
  async beginToWrite(url: string): Promise<void> {
    await this.visit(url)
    await this.startDocument()
    await this.text.click()
  }

  /** Comes with a new document that is on the relay. Answers its id. */
  async visitWithDocument(url: string, title: string, name?: string): Promise<string> {
    await this.visit(url, name)
    await this.startDocument(title)
    await this.savedOnRelay()
    return this.documentId
  }

  /** Of the document that is on the screen. */
  get documentId(): string {
    return this.page.url().split('/').at(-1)!
  }

  async chooseInMenu(item: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Menu' }).click()
    await this.page.getByRole('menuitem', { name: item }).click()
  }

  /** Until the browser keeps the whole app, where stories let it: from then on nothing of it needs the relay. */
  async keepsApp(): Promise<void> {
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  }

  async answerName(name: string): Promise<void> {
    const question = this.page.getByRole('dialog')
    await question.getByRole('textbox').fill(name)
    await question.getByRole('button', { name: 'Use this name' }).click()
  }

  async skipName(): Promise<void> {
    await this.page.getByRole('button', { name: 'Skip' }).click()
  }

  /** Types at the end of the document, with real keys. */
  async type(words: string): Promise<void> {
    await this.text.click({ position: { x: 20, y: 20 } })
    await this.page.keyboard.press('ControlOrMeta+End')
    await this.page.keyboard.type(words)
  }

  /** The document's words as the editor shows them, without the carets of others. */
  async words(): Promise<string> {
    return await this.text.evaluate((element) => {
      const copy = element.cloneNode(true) as HTMLElement
      for (const caret of copy.querySelectorAll('.caret')) caret.remove()
      return [...copy.querySelectorAll(':scope > .chunk > *')].map((block) => block.textContent ?? '').join('\n')
    })
  }

  async sees(words: string, timeout = 30_000): Promise<void> {
    // Others' carets stand between the letters; what is asked for is the text.
    await expect.poll(() => this.words(), { timeout }).toContain(words)
  }

  async reads(status: string | RegExp, timeout = 30_000): Promise<void> {
    await expect(this.status.first()).toHaveText(status, { timeout })
  }

  /** All that was done before the call is stored: so soon after a change the words may still be those from before it. */
  async savedOnRelay(timeout?: number): Promise<void> {
    // By the page's own time: on a busy machine it has less of it than we have.
    await this.page.evaluate(async (ms) => {
      for (const wait of [ms, 0]) await new Promise((resolve) => setTimeout(resolve, wait))
    }, SHOW_SAVING_AFTER_MS + 100)
    await this.reads(`Saved on this computer and on ${RELAY_NAME}`, timeout)
  }
}

/** A story with a relay of its own and people who arrive. Fails when a page complained. */
export const story = base.extend<{
  /** More settings of the relay, by `story.use`. */
  settings: Readonly<Record<string, string>>
  relay: TestRelay
  arrive: Arrive
}>({
  settings: [{}, { option: true }],
  relay: async ({ settings }, use) => {
    const relay = await TestRelay.start({ env: { LIGATURE_NAME: RELAY_NAME, ...settings } })
    await use(relay)
    await relay.dispose()
  },
  arrive: async ({ browser, serviceWorkers }, use) => {
    const people: Person[] = []
    await use(async (options) => {
      const person = await Person.arrive(browser, { serviceWorkers, ...options })
      people.push(person)
      return person
    })
    for (const person of people) {
      expect(person.complaints, 'what the console complained of').toEqual([])
      await person.page.context().close()
    }
  },
})

type Arrive = (options?: BrowserContextOptions) => Promise<Person>

/** Presses it, unless what it offers has come by itself meanwhile, and it is gone. */
export const pressIfThere = (button: Locator): Promise<void> =>
  button.evaluateAll((those) => {
    for (const one of those as HTMLElement[]) one.click()
  })

/** A pause ends a step of undo. Here nobody pauses, however slow the machine is: from before the app has looked at the clock. */
export const inNoTime =
  (arrive: Arrive): Arrive =>
  async (options) => {
    const person = await arrive(options)
    await person.page.clock.setFixedTime(new Date())
    return person
  }

export { expect }
