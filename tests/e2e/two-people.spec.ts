// Two people in real browsers: they type, they see each other's text and caret, and nothing of it needs explaining.
import { expect, story } from '../support/browser.ts'

story('two people open one link, and see each other’s text, caret and name', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url, 'Ada')
  await expect(ada.page).toHaveURL(/\/d\/[A-Za-z0-9_-]{1,64}$/)
  const ben = await arrive({ colorScheme: 'dark' })
  await ben.open(ada.page.url())
  await expect(ben.text).toBeFocused()
  await ben.answerName('Ben')
  await expect(ben.text).toBeFocused()

  await ada.type('Ada was here. ')
  await ben.sees('Ada was here. ')
  await expect(ben.text.getByText('Ada', { exact: true })).toBeVisible()
  await ben.type('So was Ben.')
  await ada.sees('Ada was here. So was Ben.')
  await expect(ada.text.getByText('Ben', { exact: true })).toBeVisible()
  await ada.savedOnRelay()
  await ben.savedOnRelay()
})

story(
  'on paper there is the text, the line with the caret too, and nothing of the app or of others',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url, 'Ada')
    await ada.startDocument()
    const ben = await arrive()
    await ben.visit(ada.page.url(), 'Ben')
    await ben.type('Read before flight.')
    await ada.sees('Read before flight.')
    await ada.text.locator('p').first().click()
    const others = ada.text.getByText('Ben', { exact: true })
    await expect(others).toBeVisible()
    await ada.page.emulateMedia({ media: 'print' })
    await expect(others).toBeHidden()
    await expect(ada.text.locator('p').first()).toBeVisible()
    await expect(ada.page.getByRole('button', { name: 'Copy link' })).toBeHidden()
  },
)

story('an address is linked under the hands of who types it, and nothing behind it is', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url, 'Ada')
  await ada.startDocument()
  await ada.type('first\nsecond')
  const ben = await arrive()
  await ben.visit(ada.page.url())
  await expect(ben.text).toBeFocused()
  await ben.sees('first\nsecond')
  await ada.text.locator('p').first().click()
  await ada.page.keyboard.press('End')
  await ada.page.keyboard.type(' see README.md or www.example.org/a')
  await ben.sees('www.example.org/a\n')
  for (const person of [ada, ben]) await expect(person.text.locator('a')).toHaveCount(0)
  await ada.page.keyboard.type(' and on')
  await ben.sees(' and on\nsecond')
  for (const person of [ada, ben]) await expect(person.text.locator('a')).toHaveText(['www.example.org/a'])
})

story('the first start shows a welcome document with the caret in it', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.open(relay.url)
  await expect(ada.title).toHaveValue('Welcome to Ligature')
  await expect(ada.page.getByRole('button', { name: 'Copy link' })).toBeVisible()
  await expect(ada.page.getByRole('button', { name: 'New window' })).toBeVisible()
  await expect(ada.text).toBeFocused()
  await ada.page.keyboard.type('typed at once')
  await ada.sees('typed at once')
  await ada.savedOnRelay()
})

story('Copy link gives the address that a second person opens', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.page.getByRole('button', { name: 'Copy link' }).click()
  const link = await ada.page.evaluate(() => navigator.clipboard.readText())
  expect(link).toBe(ada.page.url())
  await expect(ada.page.getByText('The link works on this computer only: its relay is at 127.0.0.1.')).toBeVisible()
  const ben = await arrive()
  await ben.open(link)
  await ben.sees('Write with somebody')
})

story('New window opens the same document a second time', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  const opened = ada.page.waitForEvent('popup')
  await ada.page.getByRole('button', { name: 'New window' }).click()
  const second = await opened
  await expect(second).toHaveURL(ada.page.url())
  await ada.type('in both windows')
  await expect(second.getByRole('textbox', { name: 'Document text' })).toContainText('in both windows')
})

story(
  'in an empty document the other’s caret stands in its line, and what is typed is one line',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url)
    await ada.startDocument()
    const ben = await arrive()
    await ben.visit(ada.page.url(), 'Ben')
    await ben.text.click()
    await expect(ada.text.locator('p .caret')).toHaveCount(1)
    await ada.type('Once')
    expect(await ada.words()).toBe('Once')
    await ben.sees('Once')
    expect(await ben.words()).toBe('Once')
  },
)

story('when somebody leaves, their caret and avatar go', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.open(relay.url)
  const ben = await arrive()
  await ben.visit(ada.page.url(), 'Ben')
  await ben.type('x')
  await expect(ada.text.getByText('Ben', { exact: true })).toBeVisible()
  await ben.page.close()
  await expect(ada.text.getByText('Ben', { exact: true })).toHaveCount(0)
})
