// Input methods: somebody composes a word, letter by letter, and what others do meanwhile neither ends the composition nor
// loses a letter of it, nor one of theirs. Chromium is told as a real input method tells it.
import type { CDPSession } from '@playwright/test'
import { expect, inNoTime, type Person, story } from '../support/browser.ts'

/** What a person does with an input method in front of one page. */
class InputMethod {
  readonly #person: Person
  readonly #session: CDPSession

  private constructor(person: Person, session: CDPSession) {
    this.#person = person
    this.#session = session
  }

  static async of(person: Person): Promise<InputMethod> {
    await person.page.evaluate(() => {
      const heard: string[] = []
      Object.assign(window, { heard })
      for (const kind of ['compositionstart', 'compositionend'])
        document.addEventListener(kind, (event) => heard.push(`${kind} ${(event as CompositionEvent).data}`), true)
    })
    return new InputMethod(person, await person.page.context().newCDPSession(person.page))
  }

  /** The word as it stands so far, in the place of what was composed before. */
  async shows(text: string): Promise<void> {
    await this.#session.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }

  /** The person has chosen: this is the word. */
  async settles(text: string): Promise<void> {
    await this.#session.send('Input.insertText', { text })
  }

  /** What the page heard since the last time. */
  async heard(): Promise<string[]> {
    return await this.#person.page.evaluate(() => (window as unknown as { heard: string[] }).heard.splice(0))
  }
}

/** With three paragraphs, and Ada's caret at the end of the one in the middle. */
async function twoInOne(arrive: () => Promise<Person>, url: string): Promise<[Person, Person, InputMethod]> {
  const ada = await arrive()
  await ada.visit(url, 'Ada')
  await ada.startDocument()
  await ada.type('first\nmiddle \nlast')
  await ada.page.keyboard.press('ArrowUp')
  await ada.page.keyboard.press('End')
  const ben = await arrive()
  await ben.visit(ada.page.url(), 'Ben')
  await ben.sees('last')
  return [ada, ben, await InputMethod.of(ada)]
}

async function writes({ page, text }: Person, block: number, end: 'Home' | 'End', words: string): Promise<void> {
  await text.locator('> .chunk > *').nth(block).click()
  await page.keyboard.press(end)
  await page.keyboard.type(words)
}

async function same(ada: Person, ben: Person, words: string): Promise<void> {
  await expect.poll(() => ada.words()).toBe(words)
  await expect.poll(() => ben.words()).toBe(words)
}

/** What has arrived at this person's computer, shown or not. */
async function shared({ text }: Person): Promise<string> {
  return await text.evaluate((element) => {
    interface Bound {
      readonly editor: {
        readonly storage: { readonly collaboration: { readonly binding: { readonly type: unknown } } }
      }
    }
    return String((element as unknown as Bound).editor.storage.collaboration.binding.type)
  })
}

story('a word that is composed stands while another writes around it and in it', async ({ relay, arrive }) => {
  const [ada, ben, method] = await twoInOne(arrive, relay.url)
  await method.shows('に')
  await method.shows('にほ')
  await writes(ben, 0, 'End', ' and more')
  // Elsewhere it is seen at once.
  await ada.sees('first and more')
  await writes(ben, 2, 'Home', 'at ')
  await ada.sees('at last')
  await method.shows('にほん')
  // In the same paragraph it waits; the others have it, and so has the relay.
  await writes(ben, 1, 'Home', 'the ')
  await ben.sees('にほん')
  await writes(ben, 1, 'End', '?')
  await expect.poll(() => shared(ada)).toContain('にほん?')
  expect(await ada.words()).toContain('\nmiddle にほん\n')
  await method.shows('にほんご')
  expect(await method.heard()).toEqual(['compositionstart '])
  await method.settles('日本語')
  expect(await method.heard()).toEqual(['compositionend 日本語'])
  await same(ada, ben, 'first and more\nthe middle 日本語?\nat last')
  await ada.page.keyboard.type('!')
  await same(ada, ben, 'first and more\nthe middle 日本語!?\nat last')
  // One's own is taken back, in steps as large as there was time between them, and nothing of the other's.
  for (let step = 0; step < 8 && (await ada.words()).includes('日本語'); step++)
    await ada.page.keyboard.press('ControlOrMeta+z')
  expect(await ada.words()).toMatch(/^first and more\nthe middle .*\?\nat last$/u)
  await same(ada, ben, await ada.words())
})

story('the paragraph of the composition becomes a heading, is cut in two, and goes', async ({ relay, arrive }) => {
  const [ada, ben, method] = await twoInOne(arrive, relay.url)
  await method.shows('か')
  await ben.sees('middle か')
  await ben.text.locator('> .chunk > *').nth(1).click()
  await ben.page.getByRole('button', { name: 'Heading 1' }).click()
  await expect.poll(() => shared(ada)).toContain('<heading')
  await method.shows('かん')
  await method.settles('漢')
  await expect(ada.text.getByRole('heading', { level: 1 })).toBeVisible()
  await same(ada, ben, 'first\nmiddle 漢\nlast')
  await expect(ben.text.getByRole('heading', { level: 1 })).toBeVisible()

  await method.shows('じ')
  await writes(ben, 1, 'Home', '')
  for (let letter = 0; letter < 3; letter++) await ben.page.keyboard.press('ArrowRight')
  await ben.page.keyboard.press('Enter')
  await expect.poll(() => shared(ada)).toMatch(/mid<.*dle/)
  await method.shows('じじ')
  await method.settles('字')
  await same(ada, ben, 'first\nmid\ndle 漢字\nlast')

  await method.shows('は')
  await ben.text.locator('> .chunk > *').nth(2).click({ clickCount: 3 })
  await ben.page.keyboard.press('Backspace')
  await ben.page.keyboard.press('Backspace')
  await expect.poll(() => shared(ada)).not.toContain('dle')
  await method.shows('はは')
  await method.settles('母')
  await expect.poll(() => ben.words()).toContain('母')
  await same(ada, ben, await ben.words())
  await ben.sees('mid')
  await ben.sees('last')
  expect((await method.heard()).filter((said) => said.startsWith('compositionend'))).toEqual([
    'compositionend 漢',
    'compositionend 字',
    'compositionend 母',
  ])
})

story(
  'the paragraph becomes a heading, and one again, in the very moment of the last letter',
  async ({ relay, arrive }) => {
    const [ada, ben, method] = await twoInOne(arrive, relay.url)
    await writes(ben, 1, 'Home', '')
    for (let words = ''; words.length < 8; words += '漢') {
      await method.shows('k')
      await method.shows('か')
      await expect.poll(() => ben.words()).toBe(`first\nmiddle ${words}か\nlast`)
      // Either may be the first at the relay, and neither has heard of the other.
      await Promise.all([
        ben.page.getByRole('button', { name: 'Heading 1' }).click(),
        method.shows('かん').then(() => method.settles('漢')),
      ])
      await same(ada, ben, `first\nmiddle ${words}漢\nlast`)
      // What still came for this line would hold the next letter back.
      await expect.poll(() => shared(ada)).toBe(await shared(ben))
    }
  },
)

story('a word whose clauses were chosen one here and one there is taken back whole', async ({ relay, arrive }) => {
  const [ada, ben, method] = await twoInOne(inNoTime(arrive), relay.url)
  for (const word of ['あいう', 'アいう', 'アいウ']) await method.shows(word)
  await method.settles('アいウ')
  await same(ada, ben, 'first\nmiddle アいウ\nlast')
  await ada.page.keyboard.press('ControlOrMeta+z')
  await same(ada, ben, 'first\nmiddle \nlast')
})

story('both compose in one line, and each word is there once', async ({ relay, arrive }) => {
  const [ada, ben, method] = await twoInOne(arrive, relay.url)
  const other = await InputMethod.of(ben)
  await writes(ben, 1, 'Home', '')
  await method.shows('に')
  await other.shows('か')
  await method.shows('にほ')
  await other.shows('かん')
  await other.settles('漢字')
  await ben.savedOnRelay()
  await method.shows('にほん')
  await method.settles('日本')
  await same(ada, ben, 'first\n漢字middle 日本\nlast')
  // A composition that is given up leaves nothing.
  await method.shows('あ')
  await method.shows('')
  await other.shows('い')
  await other.settles('')
  await same(ada, ben, 'first\n漢字middle 日本\nlast')
})

story(
  'who goes back in the middle of a composition finds every letter again, and so does the other',
  async ({ relay, arrive }) => {
    const [ada, ben, method] = await twoInOne(arrive, relay.url)
    const { page } = ada
    await ada.savedOnRelay()
    await method.shows('k')
    await writes(ben, 1, 'Home', 'the ')
    await expect.poll(() => shared(ada)).toContain('the middle')
    await ada.savedOnRelay()
    await method.shows('かんじ')
    // In the editor only, and it is not said to be anywhere else.
    await ada.reads('Saving…')
    expect(await shared(ada)).not.toContain('かんじ')
    const left = page.url()
    // As a gesture does: the text has the focus to the end.
    await page.evaluate(() => history.back())
    await expect(page).not.toHaveURL(left)
    await expect(ada.text).not.toContainText('middle')
    await page.evaluate(() => history.forward())
    await same(ada, ben, 'first\nthe middle かんじ\nlast')
  },
)
