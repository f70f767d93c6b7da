// Somebody changes what kind a block is while somebody else types in it: no letter is lost, and the caret stays with them.
import { expect, type Person, story } from '../support/browser.ts'

const SENTENCE = 'The quick brown fox jumps over the lazy dog, and nobody who was there ever heard of it again.'

/** Far away: everything takes this long to the relay, and as long back. */
const FAR_MS = 60

async function farAway(person: Person): Promise<void> {
  await person.page.routeWebSocket(/\/sync\//, (near) => {
    const far = near.connectToServer()
    near.onMessage((message) => void setTimeout(() => far.send(message), FAR_MS))
    far.onMessage((message) => void setTimeout(() => near.send(message), FAR_MS))
  })
}

async function twoInOne(
  arrive: () => Promise<Person>,
  url: string,
  prepare: (ben: Person) => Promise<void> = farAway,
): Promise<[Person, Person]> {
  const ada = await arrive()
  await ada.visit(url, 'Ada')
  await ada.startDocument()
  const ben = await arrive()
  await prepare(ben)
  await ben.visit(ada.page.url(), 'Ben')
  return [ada, ben]
}

story(
  'Ben types a sentence while Ada makes heading, list, quote and code of it, and back',
  async ({ relay, arrive }) => {
    const [ada, ben] = await twoInOne(arrive, relay.url)
    await ada.type('Once. ')
    await ben.sees('Once. ')
    let typing = true
    const toggling = (async () => {
      for (let n = 0; typing; n++) {
        const kind = ['Heading 1', 'Bulleted list', 'Quote', 'Code block'][Math.floor(n / 2) % 4]!
        await ada.page.getByRole('button', { name: kind }).click()
        await ada.page.waitForTimeout(90)
      }
    })()
    await ben.text.click({ position: { x: 20, y: 20 } })
    await ben.page.keyboard.press('ControlOrMeta+End')
    await ben.page.keyboard.type(SENTENCE, { delay: 40 })
    typing = false
    await toggling
    await ada.savedOnRelay()
    await ben.savedOnRelay()
    await expect.poll(() => ben.words()).toBe(`Once. ${SENTENCE}`)
    await expect.poll(() => ada.words()).toBe(`Once. ${SENTENCE}`)
  },
)
