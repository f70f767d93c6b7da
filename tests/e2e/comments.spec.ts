// K, as two people see it: one comments on words of the text, the other answers and resolves; the list counts; and nobody loses the words of
// a comment that the relay did not take. How the words are marked in the text: comment-marks.spec.ts.
import type { Locator } from '@playwright/test'
import { MAX_ENTRIES } from '../../contracts/limits.ts'
import { OPEN_COMMENTS } from '../../renderer/api/queries.ts'
import { expect, type Person, story } from '../support/browser.ts'
import { CommentsClient } from '../support/comments-client.ts'
import { newComment, panelOf, press, selectLastWord, threadsOf } from '../support/comments-panel.ts'
import { look, looks } from '../support/examine.ts'
import { routed } from '../support/routed.ts'

story.setTimeout(180_000)

const answer = (person: Person): Locator => panelOf(person).getByRole('textbox', { name: 'Your answer' })
const selection = ({ page }: Person): Promise<string> => page.evaluate(() => getSelection()?.toString() ?? '')

story('K1, K6, K7: one comments on a word, the other sees it, answers and resolves it', async ({ relay, arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()]
  await ada.visit(relay.url, 'Ada Lovelace')
  await ada.startDocument('Garden')
  await ada.type('In spring we plant beans')
  await ada.savedOnRelay()
  await ben.visit(ada.page.url(), 'Ben Okri')
  await ben.sees('beans')

  // From the menu, with nothing selected.
  await ben.chooseInMenu('Comments')
  await expect(panelOf(ben)).toContainText('Nothing is open. With words selected in the text')
  await looks(ben.page, 'comments-empty')

  await selectLastWord(ada)
  await press(ada)
  await expect(newComment(ada)).toBeFocused()
  await expect(panelOf(ada)).toContainText('About the selected words:beans')
  await ada.page.keyboard.type('Runner beans or broad beans?')
  await look(ada.page, 'comments-writing')
  await ada.page.keyboard.press('ControlOrMeta+Enter')
  await expect(threadsOf(ada)).toContainText('Runner beans or broad beans?')
  await expect(newComment(ada)).toHaveValue('')

  await expect(threadsOf(ben)).toContainText(/beans.*Ada Lovelace.*just now.*Runner beans or broad beans\?/)
  for (const person of [ada, ben])
    await expect(person.documents.getByRole('link', { name: /^Garden.*1 open comment/ })).toBeVisible()
  await answer(ben).fill('Broad beans.')
  await panelOf(ben).getByRole('button', { name: 'Answer' }).click()
  await expect(threadsOf(ada)).toContainText(/Runner beans or broad beans\?.*Ben Okri.*Broad beans\./)
  await looks(ada.page, 'comments')

  // Its place in the text, which has moved.
  await ben.page.keyboard.press('Escape')
  await expect(panelOf(ben)).toBeHidden()
  await ben.text.click({ position: { x: 20, y: 20 } })
  await ben.page.keyboard.press('ControlOrMeta+Home')
  await ben.page.keyboard.type('A plan. ')
  await ada.sees('A plan. In spring')
  await panelOf(ada).getByRole('button', { name: 'Show in the text: “beans”' }).click()
  await expect.poll(() => selection(ada)).toBe('beans')
  // And once the word is gone.
  await selectLastWord(ben)
  await ben.page.keyboard.press('Backspace')
  await expect(threadsOf(ada)).toContainText('These words are not in the text any more.')
  // Also for who has looked for it, it is back when it is.
  await panelOf(ada).getByRole('button', { name: 'Show in the text: “beans”' }).click()
  await ben.page.keyboard.press('ControlOrMeta+z')
  await expect(threadsOf(ada)).not.toContainText('These words are not in the text any more.')

  await press(ben)
  await panelOf(ben).getByRole('button', { name: 'Resolve', exact: true }).click()
  for (const person of [ada, ben]) {
    await expect(threadsOf(person)).toHaveCount(0)
    await expect(person.documents.getByRole('link', { name: /^Garden.*open comment/ })).toBeHidden()
  }
  await panelOf(ada).getByRole('button', { name: 'Show resolved' }).click()
  await expect(threadsOf(ada)).toContainText('Resolved by Ben Okri')
  await looks(ada.page, 'comments-resolved')
  await threadsOf(ada).getByRole('button', { name: 'Reopen' }).click()
  await expect(threadsOf(ben)).toContainText('Broad beans.')
  await expect(panelOf(ada)).toContainText('Nothing is resolved.')

  // Whoever comes anew finds it counted in the list.
  const cleo = await arrive()
  await cleo.page.goto(`${relay.url}/documents`)
  await expect(cleo.page.getByRole('link', { name: /^Garden.*1 open comment/ })).toBeVisible()
  await look(cleo.page, 'comments-list')
})

story(
  'K3: what the relay refuses, or cannot be asked, is taken back, and its words are kept',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const writes = await routed(ada.page, '**/entries/*')
    const id = await ada.visitWithDocument(relay.url, 'Full', 'Ada')
    const robot = new CommentsClient(relay)
    const thread = await robot.opened(id, 'First')
    for (let n = 1; n < MAX_ENTRIES; n++) await robot.reply(id, thread, `Number ${n}`)
    await press(ada)
    await expect(threadsOf(ada)).toContainText(`Number ${MAX_ENTRIES - 1}`)

    // Shown at once, and taken back by the real relay, which takes its time.
    const seen = Promise.withResolvers<void>()
    writes.answer = async (route) => {
      await seen.promise
      await route.continue()
    }
    await answer(ada).fill('One too many')
    await answer(ada).press('ControlOrMeta+Enter')
    await expect(threadsOf(ada).locator('.entry', { hasText: 'One too many' })).toBeVisible()
    seen.resolve()
    await expect(threadsOf(ada)).toContainText(
      'Not sent, and your words are kept. The relay refused: there are as many',
    )
    await expect(threadsOf(ada).locator('.entry', { hasText: 'One too many' })).toHaveCount(0)
    await expect(answer(ada)).toHaveValue('One too many')
    await looks(ada.page, 'comments-refused')

    // Away: a new one stays in its field, over a reload too, and goes out once when the relay is back.
    await relay.kill()
    await newComment(ada).fill('Kept through it all')
    await newComment(ada).press('ControlOrMeta+Enter')
    await expect(panelOf(ada)).toContainText('Your words are kept: the relay cannot be reached, and it is not known')
    await expect(panelOf(ada)).toContainText('The connection broke off.')
    await look(ada.page, 'comments-away')
    await relay.start()
    await ada.page.reload()
    await expect(ada.text).toBeVisible()
    await press(ada)
    await expect(newComment(ada)).toHaveValue('Kept through it all')
    await expect(answer(ada)).toHaveValue('One too many')
    await newComment(ada).press('ControlOrMeta+Enter')
    await expect(threadsOf(ada)).toHaveCount(2)
    await expect(newComment(ada)).toHaveValue('')
    const kept = async (): Promise<unknown> => (await robot.threads(id)).map(({ entries }) => entries[0]!.text)
    await expect.poll(kept).toEqual(['First', 'Kept through it all'])
  },
)

/** She has a document with its comments open, and a robot comments on it. */
async function begins(ada: Person, url: string): Promise<string> {
  const id = await ada.visitWithDocument(url, 'Garden', 'Ada')
  await press(ada)
  await expect(newComment(ada)).toBeFocused()
  return id
}

story(
  'K7: a document that the relay does not know yet is asked for again, by a button and by itself',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    // Her relay is real, and does not know this one.
    const isOfComments = (url: URL): boolean => url.searchParams.get('documentId') === OPEN_COMMENTS
    await ada.page.route(isOfComments, async (route) => {
      const url = new URL(route.request().url())
      url.searchParams.set('variables', '{"id":"unheard-of"}')
      await route.continue({ url: url.href })
    })
    await begins(ada, relay.url)
    await expect(panelOf(ada)).toContainText('The relay does not have this document yet.')
    await panelOf(ada).getByRole('button', { name: 'Try again' }).click()
    await expect(panelOf(ada)).toContainText('The relay does not have this document yet.')
    await ada.page.unroute(isOfComments)
    await expect(panelOf(ada)).toContainText('Nothing is open.')
  },
)

story(
  'K2: words that somebody is writing outlive a resolved thread, a closed panel and a late answer',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const writes = await routed(ada.page, (url) => /\/comments\/[^/]+$/.test(url.pathname))
    const id = await begins(ada, relay.url)
    const robot = new CommentsClient(relay)
    const textsOf = async (state?: string): Promise<unknown> =>
      (await robot.threads(id, state)).map(({ entries }) => entries.map(({ text }) => text))

    // Somebody else resolves it while she answers.
    const thread = await robot.opened(id, 'Which beans?')
    await answer(ada).pressSequentially('Runner')
    await robot.resolve(id, thread)
    await expect(threadsOf(ada)).toContainText('This was resolved meanwhile.')
    await ada.page.keyboard.type(' beans')
    await expect(answer(ada)).toHaveValue('Runner beans')
    await looks(ada.page, 'comments-resolved-meanwhile')
    await ada.page.keyboard.press('ControlOrMeta+Enter')
    await expect(threadsOf(ada)).toHaveCount(0)
    expect(await textsOf('resolved')).toEqual([['Which beans?', 'Runner beans']])

    // The relay has it, and a proxy says that it does not: once more, it is the same comment.
    writes.answer = async (route) => {
      await route.fetch()
      await route.fulfill({ status: 502, body: 'Bad gateway' })
    }
    await newComment(ada).fill('Only once')
    await newComment(ada).press('ControlOrMeta+Enter')
    await expect(panelOf(ada)).toContainText('Your words are kept: the relay failed, and it is not known')
    writes.answer = undefined
    await newComment(ada).press('ControlOrMeta+Enter')
    await expect(newComment(ada)).toHaveValue('')
    await expect(newComment(ada)).toBeEditable()
    expect(await textsOf('open')).toEqual([['Only once']])

    // While one is on its way she closes the panel, comes back and writes another.
    const gate = Promise.withResolvers<'continue' | 'abort'>()
    writes.answer = async (route) => await route[await gate.promise]()
    await newComment(ada).fill('On its way')
    await newComment(ada).press('ControlOrMeta+Enter')
    await ada.page.keyboard.press('Escape')
    await expect(panelOf(ada)).toBeHidden()
    await press(ada)
    await newComment(ada).fill('Another one')
    gate.resolve('continue')
    await expect.poll(() => textsOf('open')).toEqual([['Only once'], ['On its way']])
    await expect(threadsOf(ada)).toHaveCount(2)
    await ada.page.keyboard.press('Escape')
    await press(ada)
    await expect(newComment(ada)).toHaveValue('Another one')

    // And when nothing comes of it, she is told, wherever she is.
    const other = Promise.withResolvers<'continue' | 'abort'>()
    writes.answer = async (route) => await route[await other.promise]()
    await newComment(ada).press('ControlOrMeta+Enter')
    await ada.page.keyboard.press('Escape')
    await expect(panelOf(ada)).toBeHidden()
    other.resolve('abort')
    await expect(ada.page.getByText('Your words are kept: the relay cannot be reached')).toBeVisible()
    await look(ada.page, 'comments-told-after-closing')
  },
)
