// K5, as people see it: the words of an open comment are marked in the text for everybody, stay marked however the text changes, and a
// click on them says what is commented.
import type { Locator, Request } from '@playwright/test'
import { OPEN_COMMENTS } from '../../renderer/api/queries.ts'
import { expect, type Person, story } from '../support/browser.ts'
import { CommentsClient } from '../support/comments-client.ts'
import {
  closePanel,
  comment,
  newComment,
  panelOf,
  press,
  putCaret,
  select,
  selectLastWord,
  threadsOf,
} from '../support/comments-panel.ts'
import { look, looks } from '../support/examine.ts'
import type { TestRelay } from '../support/relay.ts'

story.setTimeout(120_000)

const marks = ({ text }: Person): Locator => text.locator('mark')

/** The words under the mark of each thread, in the order of the text. Where somebody's caret is in them, there are two elements. */
async function seesMarked(person: Person, ...words: readonly string[]): Promise<void> {
  const marked = (): Promise<string[]> =>
    person.text.evaluate((text) => {
      const threads = new Map<string, string>()
      for (const mark of text.querySelectorAll('mark')) {
        const copy = mark.cloneNode(true) as HTMLElement
        for (const caret of copy.querySelectorAll('.caret')) caret.remove()
        const { thread = '' } = mark.dataset
        threads.set(thread, (threads.get(thread) ?? '') + copy.textContent)
      }
      return [...threads.values()]
    })
  await expect.poll(marked).toEqual(words)
}

/** Ada has a document with this text. */
async function writes(ada: Person, relay: TestRelay, text: string): Promise<string> {
  await ada.visit(relay.url, 'Ada Lovelace')
  await ada.startDocument('Garden')
  await ada.type(text)
  await ada.savedOnRelay()
  return ada.documentId
}

/** Ben comes to it. */
async function comes(ben: Person, ada: Person, words: string): Promise<void> {
  await ben.visit(ada.page.url(), 'Ben Okri')
  await ben.sees(words)
}

/** Ada has commented on beans, with her panel closed, and Ben has come. */
async function commented(relay: TestRelay, ada: Person, ben: Person): Promise<string> {
  const id = await writes(
    ada,
    relay,
    'In spring we plant beans and garlic.\nThe rest of the garden rests until the frost is over',
  )
  await select(ada, 'beans')
  await comment(ada, 'Runner beans or broad beans?')
  await closePanel(ada)
  await comes(ben, ada, 'frost is over')
  for (const person of [ada, ben]) await seesMarked(person, 'beans')
  return id
}

const peekOf = ({ page }: Person): Locator => page.getByRole('button', { name: 'Ada Lovelace Runner beans' })

story(
  'K5: words are commented on from the bubble, and are lit while she writes about them',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await writes(ada, relay, 'In spring we plant beans and garlic.')
    await select(ada, 'beans')
    const bubble = ada.page.getByRole('toolbar', { name: 'Selected text' })
    await look(ada.page, 'comments-bubble')
    await bubble.getByRole('button', { name: 'Comment' }).click()
    await expect(newComment(ada)).toBeFocused()
    await expect(panelOf(ada)).toContainText('About the selected words:beans')
    // The selection is not seen while the keys are elsewhere.
    await seesMarked(ada, 'beans')
    await look(ada.page, 'comments-about')
    // Nothing is left of what she does not write.
    await closePanel(ada)
    await seesMarked(ada)
    // What she has begun is about the words that she asks for last, and keeps its own.
    await select(ada, 'garlic')
    await press(ada)
    await ada.page.keyboard.type('Runner beans')
    await closePanel(ada)
    await select(ada, 'beans')
    await bubble.getByRole('button', { name: 'Comment' }).click()
    await expect(newComment(ada)).toHaveValue('Runner beans')
    await expect(panelOf(ada)).toContainText('About the selected words:beans')
    await seesMarked(ada, 'beans')
    await ada.page.keyboard.press('End')
    await ada.page.keyboard.type(' or broad beans?')
    await panelOf(ada).getByRole('button', { name: 'Comment', exact: true }).press('Enter')
    await expect(newComment(ada)).toBeFocused()
    await expect(threadsOf(ada)).toContainText('Runner beans or broad beans?')
    await seesMarked(ada, 'beans')
  },
)

story(
  'K5: both see the mark on the same words, as one writes before, in and behind them',
  async ({ relay, arrive }) => {
    const [ada, ben] = [await arrive(), await arrive()]
    await commented(relay, ada, ben)
    // He has not opened the comments.
    await putCaret(ben, 0)
    await ben.page.keyboard.type('A plan. ')
    await putCaret(ben, 'A plan. In spring we plant bea'.length)
    await ben.page.keyboard.type('rrr')
    await ben.page.keyboard.press('Backspace')
    await ben.page.keyboard.press('Backspace')
    await putCaret(ben, 'A plan. In spring we plant bearns'.length)
    await ben.page.keyboard.type('s')
    for (const person of [ada, ben]) {
      await person.sees('A plan. In spring we plant bearnss and garlic.')
      await seesMarked(person, 'bearns')
    }
  },
)

story('K5: a click says what is commented, and who types on has it out of the way', async ({ relay, arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()]
  await commented(relay, ada, ben)
  await marks(ben).first().click()
  await expect(peekOf(ben)).toBeVisible()
  await expect(marks(ben).first()).toHaveClass(/lit/)
  await looks(ben.page, 'comments-peek')
  await expect(ben.text).toBeFocused()
  await ben.page.keyboard.press('End')
  await expect(peekOf(ben)).toHaveCount(0)
  await ben.page.keyboard.type(' Soon.')
  await ada.sees('and garlic. Soon.')
  // Also one within words that are selected, which puts the caret there.
  await select(ben, 'beans')
  await marks(ben).first().click()
  await expect(peekOf(ben)).toBeVisible()
  await peekOf(ben).click()
  await expect(threadsOf(ben)).toHaveAttribute('aria-current', 'true')
  await expect(marks(ben).first()).toHaveClass(/lit/)
  await looks(ben.page, 'comments-marked')
})

story(
  'K5: on a long text, what is said about all of it stands beside the line that was clicked',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const lines = Array.from({ length: 60 }, (_, n) => `Line ${n + 1}.`)
    await writes(ada, relay, lines.join('\n'))
    await ada.page.keyboard.press('ControlOrMeta+a')
    await comment(ada, 'Runner beans are missing.')
    await closePanel(ada)
    await ada.text.getByText('Line 30.').click()
    await expect(peekOf(ada)).toBeInViewport({ ratio: 1 })
    const [line, peek] = [await ada.text.getByText('Line 30.').boundingBox(), await peekOf(ada).boundingBox()]
    expect(Math.abs(line!.y - peek!.y), 'from the line to the words about it').toBeLessThan(200)
    await peekOf(ada).click()
    await panelOf(ada)
      .getByRole('button', { name: /^Show in the text/ })
      .click()
    await expect(ada.text.getByText('Line 1.')).toBeInViewport()
  },
)

story(
  'K5: with the panel open a click brings its thread into view, and the keys stay in the text',
  async ({ relay, arrive }) => {
    const [ada, ben] = [await arrive(), await arrive()]
    const id = await commented(relay, ada, ben)
    const robot = new CommentsClient(relay)
    for (let n = 1; n <= 8; n++)
      await robot.opened(id, `Number ${n} is about the whole document, and rather long for that.`)
    await press(ben)
    await expect(threadsOf(ben)).toHaveCount(9)
    await panelOf(ben).getByText('Number 8').scrollIntoViewIfNeeded()
    await expect(threadsOf(ben).first()).not.toBeInViewport()
    await marks(ben).first().click()
    await expect(threadsOf(ben).first()).toBeInViewport()
    await expect(ben.text).toBeFocused()
  },
)

story(
  'K5: a press on a button of a thread that is half out of view is a press on that button',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const id = await writes(ada, relay, 'In spring we plant beans')
    const robot = new CommentsClient(relay)
    for (let n = 1; n <= 8; n++) await robot.opened(id, `Number ${n} is about the whole document.`)
    await press(ada)
    await expect(threadsOf(ada)).toHaveCount(8)
    await expect(newComment(ada)).toBeFocused()
    const third = threadsOf(ada).nth(2)
    await expect(third).toContainText('Number 3')
    // Above the list stands what she might write: the first lines of the thread are behind its edge.
    await third.evaluate((item) => {
      const list = item.closest('.panel-rows')!
      list.scrollTop += item.getBoundingClientRect().top - list.getBoundingClientRect().top + 60
    })
    const box = await third.getByRole('button', { name: 'Resolve', exact: true }).boundingBox()
    await ada.page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2)
    await ada.page.mouse.down()
    await expect(third).toHaveAttribute('aria-current', 'true')
    await ada.page.mouse.up()
    await expect(threadsOf(ada)).toHaveCount(7)
    await expect(panelOf(ada)).not.toContainText('Number 3')
  },
)

story('K5: the mark goes with its words, and when it is resolved, and comes back', async ({ relay, arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()]
  await commented(relay, ada, ben)
  await press(ada)
  await panelOf(ada).getByRole('button', { name: 'Show in the text: “beans”' }).click()
  await ada.page.keyboard.press('Backspace')
  for (const person of [ada, ben]) await seesMarked(person)
  await ada.page.keyboard.press('ControlOrMeta+z')
  for (const person of [ada, ben]) await seesMarked(person, 'beans')

  await press(ben)
  await threadsOf(ben).getByRole('button', { name: 'Resolve', exact: true }).click()
  for (const person of [ada, ben]) await seesMarked(person)
  await panelOf(ben).getByRole('button', { name: 'Show resolved' }).click()
  await threadsOf(ben).getByRole('button', { name: 'Reopen' }).click()
  for (const person of [ada, ben]) await seesMarked(person, 'beans')
})

story(
  'K5: whoever comes later finds them marked, and leads the caret in them to their thread by keys',
  async ({ relay, arrive }) => {
    const [ada, ben] = [await arrive(), await arrive()]
    await commented(relay, ada, ben)
    await putCaret(ben, 'In spring we plant bea'.length)
    await press(ben)
    await expect(threadsOf(ben)).toHaveAttribute('aria-current', 'true')
    // What another kind of block takes along is marked there.
    await selectLastWord(ben)
    await comment(ben, 'All of it?')
    for (const person of [ada, ben]) await seesMarked(person, 'beans', 'over')
    await selectLastWord(ada)
    await ada.page.keyboard.press('ControlOrMeta+Alt+2')
    for (const person of [ada, ben])
      await expect(person.text.getByRole('heading').locator('mark').first()).toBeVisible()
  },
)

story('K5: a comment on all of the text outlives its first block', async ({ relay, arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()]
  await writes(ada, relay, 'we plant beans\nand garlic')
  await ada.page.keyboard.press('ControlOrMeta+a')
  await comment(ada, 'All of it?')
  await comes(ben, ada, 'and garlic')
  for (const person of [ada, ben]) await seesMarked(person, 'we plant beansand garlic')
  await putCaret(ben, 0)
  await ben.page.keyboard.press('ControlOrMeta+Alt+2')
  await expect(ada.text.getByRole('heading')).toHaveText(/we plant beans/)
  for (const person of [ada, ben]) await seesMarked(person, 'we plant beansand garlic')
  await press(ben)
  for (const person of [ada, ben]) {
    await expect(threadsOf(person)).toContainText('All of it?')
    await expect(threadsOf(person)).not.toContainText('These words are not in the text any more.')
    await seesMarked(person, 'we plant beansand garlic')
  }
})

story(
  'a connection for comments is held while somebody else is there or there are some, and no longer',
  async ({ relay, arrive }) => {
    const [ada, ben] = [await arrive(), await arrive()]
    let held = 0
    const watch = (more: number) => (request: Request) => {
      if (new URL(request.url()).searchParams.get('documentId') === OPEN_COMMENTS) held += more
    }
    ada.page.on('request', watch(1))
    ada.page.on('requestfinished', watch(-1))
    ada.page.on('requestfailed', watch(-1))
    await writes(ada, relay, 'In spring we plant beans')
    expect(held).toBe(0)
    await comes(ben, ada, 'beans')
    await expect.poll(() => held).toBe(1)
    await ben.page.goto('about:blank')
    await expect.poll(() => held).toBe(0)
    await select(ada, 'beans')
    await comment(ada, 'Which?')
    await closePanel(ada)
    await expect.poll(() => held).toBe(1)
    await seesMarked(ada, 'beans')
  },
)
