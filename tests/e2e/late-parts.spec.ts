// The app comes in parts. Where the browser has not kept them yet, some do not arrive while the relay is away: the window goes on with
// what it has, says what is missing, and has it when the relay is back. And should the app break, that is said, too.
import { expect, type Person, story } from '../support/browser.ts'
import { looks } from '../support/examine.ts'
import { routed } from '../support/routed.ts'

const missing = (person: Person) => person.page.getByRole('heading', { name: 'A part of Ligature did not arrive' })

/** As the browser's own buttons do it: nothing is loaded anew. */
const goTo = (person: Person, path: string): Promise<void> =>
  person.page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)

/** What draws the frame anew finds it: this press, if nothing is quicker. */
const breakApp = (person: Person): Promise<void> =>
  person.page.getByRole('button', { name: 'Documents', exact: true }).evaluate((button: HTMLElement) => {
    window.matchMedia = () => {
      throw new Error('planted')
    }
    button.click()
  })

story('what did not arrive while the relay was away comes when it is back', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.startDocument()
  await ada.type('Written before. ')
  await ada.savedOnRelay()
  await relay.kill()

  await ada.page.getByRole('link', { name: 'Trash' }).click()
  await expect(missing(ada)).toBeVisible()
  await looks(ada.page, 'part-missing')
  // There is nobody to load the page from.
  await ada.page.getByRole('button', { name: 'Try again' }).click()
  await ada.page.goBack()
  await ada.type('Written without it.')
  await ada.sees('Written before. Written without it.')

  // The list's own part is there. That of the folders is not, and takes nothing else along.
  await goTo(ada, '/documents')
  await expect(ada.page.getByRole('link', { name: /^Written before/ })).toBeVisible()
  const newFolder = ada.page.getByRole('button', { name: 'New folder' })
  await expect(newFolder).toBeHidden()

  await relay.start()
  await expect(newFolder).toBeVisible()
  await expect(newFolder, 'its stylesheet has come along').toHaveCSS('border-top-width', '0px')
  await goTo(ada, '/trash')
  await expect(ada.page.getByRole('heading', { name: 'Trash' })).toBeVisible()
})

story(
  'a part that an upgraded relay has under another name comes with the whole new app',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const { page } = ada
    // What the relay answers to whoever asks for the former name, until the page is loaded anew.
    let isAnew = false
    await page.route(/trash-page/, (route) => (isAnew ? route.fallback() : route.fulfill({ status: 404 })))
    await ada.visitWithDocument(relay.url, 'Garden')
    await page.getByRole('link', { name: 'Trash' }).click()
    await expect(missing(ada)).toBeVisible()
    page.once('domcontentloaded', () => (isAnew = true))
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { name: 'Trash' })).toBeVisible()
  },
)

story('a first visit whose editor did not arrive has its first document when that has', async ({ relay, arrive }) => {
  const ada = await arrive()
  let isThere = false
  await ada.page.route(/text-chunk.*js/, (route) => (isThere ? route.fallback() : route.abort()))
  await ada.page.goto(relay.url)
  await expect(missing(ada)).toBeVisible()
  isThere = true
  await expect(ada.text).toBeVisible()
  await ada.sees('Ligature is a place to write')
})

story('what was asked for in vain comes when it is asked for again', async ({ relay, arrive }) => {
  const ada = await arrive()
  const parts = await routed(ada.page, /[/]assets[/][^/]*js$/)
  await ada.visitWithDocument(relay.url, 'Garden')
  const asked: readonly (readonly [RegExp, () => Promise<void>])[] = [
    [/command-dialogs-.*js$/, () => ada.page.keyboard.press('ControlOrMeta+k')],
    [/comments-panel-.*js$/, () => ada.page.keyboard.press('ControlOrMeta+Alt+m')],
    [/history-panel-.*js$/, () => ada.chooseInMenu('History')],
  ]
  for (const [missed, ask] of asked) {
    const dialog = ada.page.getByRole('dialog')
    parts.answer = (route) => (missed.test(route.request().url()) ? route.abort() : route.fallback())
    await ask()
    await expect.poll(() => ada.complaints.splice(0).join()).toMatch(missed.source.split('-.')[0]!)
    await expect(dialog).toBeHidden()
    parts.answer = undefined
    await ask()
    await expect(dialog).toBeVisible()
    await ada.page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }
})

story('an app that breaks says so, and has every letter when it is opened again', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.startDocument()
  await ada.savedOnRelay()
  await relay.kill()
  await ada.type('The last words')
  await breakApp(ada)
  const broken = ada.page.getByRole('heading', { name: 'Ligature cannot go on in this window' })
  await expect(broken).toBeVisible()
  await expect(ada.page.getByText('report this: Error: planted')).toBeVisible()
  await looks(ada.page, 'app-broke')
  expect(ada.complaints.splice(0)).toEqual(['Error: planted'])
  // There is nobody to load the page from: the browser's own page for that would have no next step, and no way back.
  const tryAgain = ada.page.getByRole('button', { name: 'Try again' })
  await tryAgain.click()
  await expect(ada.page.getByRole('status')).toHaveText(/^The relay does not answer just now/)
  await expect(broken).toBeVisible()
  await looks(ada.page, 'app-broke-away')
  await relay.start()
  await tryAgain.click()
  await ada.sees('The last words')
  await ada.savedOnRelay()
})

story('an app that breaks with words that this computer could not keep says that, too', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visitWithDocument(relay.url, 'Garden')
  await relay.kill()
  await ada.page.evaluate(() => {
    IDBObjectStore.prototype.put = IDBObjectStore.prototype.add = () => {
      throw new DOMException('the disk is full', 'QuotaExceededError')
    }
  })
  await ada.type('Nowhere')
  await breakApp(ada)
  await relay.start()
  await expect(ada.page.getByRole('heading', { name: 'Ligature cannot go on in this window' })).toBeVisible()
  await expect(ada.page.getByText('The last changes may not be stored on this computer')).toBeVisible()
  await looks(ada.page, 'app-broke-in-doubt')
  expect(ada.complaints.splice(0).join('\n')).toContain('QuotaExceededError')
})

story('a start without storage says what stands in the way', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  const full = await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('the disk is full', 'QuotaExceededError')
    }
  })
  await page.goto(relay.url)
  await expect(page.getByRole('heading', { name: 'Ligature could not open your documents' })).toBeVisible()
  await expect(page.getByText('the disk did not take it')).toBeVisible()
  await looks(page, 'start-disk-full')
  await full.dispose()
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('no storage in this window', 'SecurityError')
    }
  })
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Ligature cannot keep anything on this computer' })).toBeVisible()
  await looks(page, 'start-no-storage')
  // Both are in the log as well.
  expect(ada.complaints.splice(0).join('\n')).toMatch(/QuotaExceededError[^]*no storage in this window/)
})
