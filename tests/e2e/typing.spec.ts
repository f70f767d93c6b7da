// What is typed stands in the order it was typed in, however fast the keys and whatever the text becomes under them.
import { expect, story } from '../support/browser.ts'

const ROUNDS = 8

story('letters typed right behind a Markdown sign keep their order', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.startDocument()
  await ada.text.click({ position: { x: 20, y: 20 } })
  for (let round = 0; round < ROUNDS; round++) {
    await ada.page.keyboard.type('# Aim')
    await ada.page.keyboard.press('Enter')
    await ada.page.keyboard.type('> All of it')
    // Out of the quote: the second of two empty lines leaves it.
    for (let time = 0; time < 3; time++) await ada.page.keyboard.press('Enter')
  }
  const words = (await ada.words()).split('\n').filter((line) => line !== '')
  expect(words).toEqual(Array.from({ length: ROUNDS }, () => ['Aim', 'All of it']).flat())
})

const LINES = 200

story(
  'keys and others’ edits go by where the caret is, though the browser has not told of it yet',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.page.addInitScript(() => {
      // A busy page hears of a moved caret late. Here it never does, from when a story says so.
      window.addEventListener(
        'selectionchange',
        (event) => event.isTrusted && 'deaf' in window && event.stopImmediatePropagation(),
        true,
      )
    })
    await ada.visit(relay.url, 'Ada')
    await ada.startDocument()
    await ada.type('line\n'.repeat(LINES))
    await ada.savedOnRelay()
    const ben = await arrive()
    await ben.visit(ada.page.url(), 'Ben')
    await ben.sees('line\n'.repeat(LINES))

    await ada.page.keyboard.press('ControlOrMeta+Home')
    await ada.page.reload()
    await ada.sees('line\n'.repeat(LINES))
    await ada.text.click({ position: { x: 20, y: 20 } })
    await ada.page.evaluate(() => Object.assign(window, { deaf: true }))
    await ada.page.keyboard.press('ControlOrMeta+End')
    await ada.page.keyboard.type('The end')

    await ben.sees('line\nThe end')
    await ada.page.keyboard.press('ControlOrMeta+Home')
    await ben.text.press('ControlOrMeta+End')
    await ben.page.keyboard.type(' of it')
    await ada.sees('The end of it')
    await ada.page.keyboard.type('The ')
    await ben.sees('The line\nline')
    await ada.sees('The line\nline')
    await ada.sees('line\nThe end of it')
  },
)

story(
  'a letter typed over words of several looks takes their place, and the browser adds no look of its own',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url)
    await ada.startDocument()
    await ada.type('one **two** three')
    await ada.page.keyboard.press('Shift+Home')
    await ada.page.keyboard.press('ControlOrMeta+e')
    await expect(ada.text.locator('code')).toHaveCount(3)
    await ada.page.keyboard.type('xy')
    await expect.poll(() => ada.words()).toBe('xy')
    await expect(ada.text.locator('p')).toHaveCount(1)
    await expect(ada.text.locator('.chunk [style]')).toHaveCount(0)
  },
)

story(
  'the keys for the text’s end go into its last table, and the outline’s button leaves them in the text',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url)
    await ada.startDocument()
    await ada.text.evaluate((text, words) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', words)
      text.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, '# A\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n')
    await expect(ada.text.locator('td')).toHaveCount(2)
    await ada.page.keyboard.press('ControlOrMeta+Home')
    await ada.page.keyboard.type('The ')
    await ada.page.keyboard.press('ControlOrMeta+End')
    await ada.page.keyboard.type('!')
    await expect(ada.text.locator('h1')).toHaveText('The A')
    await expect(ada.text.locator('td').last()).toHaveText('2!')
    await ada.page.getByRole('button', { name: 'Outline' }).click()
    await ada.page.keyboard.type('!')
    await expect(ada.text.locator('td').last()).toHaveText('2!!')
  },
)
