// Undo is one's own: it takes back what this person did, in steps of a word, and never what somebody else wrote.
import { expect, inNoTime, type Person, story } from '../support/browser.ts'

async function twoInOne(arrive: () => Promise<Person>, url: string): Promise<[Person, Person]> {
  const ada = await arrive()
  await ada.visit(url, 'Ada')
  await ada.startDocument()
  const ben = await arrive()
  await ben.visit(ada.page.url(), 'Ben')
  return [ada, ben]
}

/** Where the other's caret stands in this person's text: right behind these words. */
async function caretAfter({ text }: Person, words: string): Promise<void> {
  const before = (): Promise<string> =>
    text.locator('.caret').evaluate((caret) => {
      const range = document.createRange()
      range.setStart(caret.closest('p, h1, pre')!, 0)
      range.setEndBefore(caret)
      return range.toString()
    })
  await expect.poll(before).toMatch(new RegExp(`${words}$`, 'u'))
}

for (const kind of ['Heading 1', 'Bulleted list', 'Quote', 'Code block'])
  story(`undoing “${kind}” leaves what somebody else wrote in it`, async ({ relay, arrive }) => {
    const [ada, ben] = await twoInOne(arrive, relay.url)
    await ada.type('Ada began. ')
    await ben.sees('Ada began. ')
    await ada.page.getByRole('button', { name: kind }).click()
    await ben.type('Ben went on.')
    await ada.sees('Ben went on.')
    await caretAfter(ada, 'Ben went on\\.')
    await ada.text.press('ControlOrMeta+z')
    // What was undone arrives at the other.
    await expect(ben.text).toContainText('Ada began.')
    await ada.savedOnRelay()
    await ada.sees('Ben went on.')
    await ben.sees('Ben went on.')
    // Both go on: what the undo took with it is put back a moment later.
    await expect.poll(async () => (await ada.words()) === (await ben.words())).toBe(true)
    await caretAfter(ada, 'Ben went on\\.')
  })

story('undoing a change of kind that nobody else wrote in leaves nothing behind', async ({ relay, arrive }) => {
  const [ada] = await twoInOne(arrive, relay.url)
  await ada.type('alone')
  for (const kind of ['Heading 1', 'Bulleted list', 'Quote', 'Code block']) {
    await ada.page.getByRole('button', { name: kind }).click()
    await expect(ada.text.locator('h1, ul, blockquote, pre')).toHaveCount(1)
    await ada.text.press('ControlOrMeta+z')
    await expect(ada.text.locator('h1, ul, blockquote, pre')).toHaveCount(0)
    expect(await ada.words()).toBe('alone')
  }
})

story(
  'with the keys on a button undo is the same; in a field it is the field’s, and tears no text',
  async ({ relay, arrive }) => {
    const [ada, ben] = await twoInOne(arrive, relay.url)
    await ada.type('Beans and garlic')
    await ada.page.waitForTimeout(1_000) // Ends a step.
    await ada.page.keyboard.press('Home')
    await ada.page.keyboard.press('Shift+End')
    await ada.page.keyboard.type('Peas.')
    await ada.page.getByRole('button', { name: 'Menu' }).focus()
    // On a slow machine a pause between two letters ends one, too.
    for (let words = await ada.words(); words !== '' && words !== 'Beans and garlic'; words = await ada.words()) {
      await ada.page.keyboard.press('ControlOrMeta+z')
      await expect.poll(() => ada.words()).not.toBe(words)
    }
    expect(await ada.words()).toBe('Beans and garlic')
    await ada.title.fill('')
    await ada.title.pressSequentially('Plan')
    for (let n = 0; n < 10; n++) await ada.title.press('ControlOrMeta+z')
    await expect(ada.title).not.toHaveValue('Plan')
    expect(await ada.words()).toBe('Beans and garlic')
    await ada.savedOnRelay()
    await expect.poll(() => ben.words()).toBe('Beans and garlic')
  },
)

story('undo takes back a word, then the one before', async ({ relay, arrive }) => {
  const [ada] = await twoInOne(inNoTime(arrive), relay.url)
  await ada.type('one two three')
  await ada.text.press('ControlOrMeta+z')
  expect((await ada.words()).trim()).toBe('one two')
  await ada.text.press('ControlOrMeta+z')
  expect((await ada.words()).trim()).toBe('one')
  await ada.text.press('ControlOrMeta+Shift+z')
  expect((await ada.words()).trim()).toBe('one two')
})

story(
  'what was typed or deleted in another place is a step of its own, also while others write',
  async ({ relay, arrive }) => {
    const [ada, ben] = await twoInOne(inNoTime(arrive), relay.url)
    const { keyboard } = ada.page
    await ada.type('garlic')
    await keyboard.press('Home')
    await keyboard.type('to')
    await keyboard.type('morrow')
    await keyboard.press('End')
    await keyboard.press('Backspace')
    await keyboard.press('Backspace')
    await keyboard.type('k')
    await ben.sees('tomorrowgarlk')
    await ben.text.click({ position: { x: 20, y: 20 } })
    await ben.page.keyboard.press('Home')
    await ben.page.keyboard.type('Ben: ')
    await ada.sees('Ben: tomorrowgarlk')
    await keyboard.type('s')
    await ada.page.getByRole('button', { name: 'Heading 1' }).click()
    await keyboard.type('!')
    const undone: string[] = []
    for (let step = 0; step < 5; step++) {
      undone.push(`${(await ada.text.getByRole('heading').count()) > 0 ? '# ' : ''}${await ada.words()}`)
      await ada.text.press('ControlOrMeta+z')
    }
    expect(undone).toEqual([
      '# Ben: tomorrowgarlks!',
      '# Ben: tomorrowgarlks',
      'Ben: tomorrowgarlks',
      'Ben: tomorrowgarlic',
      'Ben: garlic',
    ])
  },
)

story('the keys go on in the text after the question is waved away', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.open(relay.url)
  await expect(ada.text).toBeFocused()
  await ada.skipName()
  await expect(ada.text).toBeFocused()
})

story('the keys go on in the text after the name is given', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.open(relay.url)
  await expect(ada.text).toBeFocused()
  await ada.page.getByRole('dialog').getByRole('textbox').fill('Ada')
  await ada.page.keyboard.press('Enter')
  await expect(ada.text).toBeFocused()
  await ada.page.keyboard.type('typed on')
  await ada.sees('typed on')
})
