// What is typed stands in the order it was typed in, however fast the keys and whatever the text becomes under them.
import { expect, story } from '../support/browser.ts'

const ROUNDS = 15

story('letters typed right behind a Markdown sign keep their order', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.open(relay.url)
  await ada.skipName()
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
