// The relay goes away, for real: its process is killed or stopped. People go on writing, the page may be reloaded, and
// the words at the top say where the text is at every moment.
import { expect, type Person, RELAY_NAME, story } from '../support/browser.ts'

story.use({ serviceWorkers: 'allow' })

story('relay killed, page reloaded, text there, typed on, relay back, merged', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url, 'Ada')
  await ada.type('Before the storm. ')
  await ada.savedOnRelay()
  const ben = await arrive()
  await ben.visit(ada.page.url(), 'Ben')
  await ben.sees('Before the storm. ')
  // The shell is kept once the service worker is in charge.
  await ada.keepsApp()

  await relay.kill()
  await ada.page.reload()
  await ada.sees('Before the storm. ')
  await ada.type('During it. ')
  await ben.type('Ben too. ')
  await ada.reads(/^Offline — everything you type is kept on this computer$/, 30_000)
  await ada.page.reload()
  await ada.sees('During it. ')

  await relay.start()
  for (const person of [ada, ben]) {
    await person.sees('During it. ', 45_000)
    await person.sees('Ben too. ', 45_000)
    await person.savedOnRelay(45_000)
  }
  expect(await ada.words()).toBe(await ben.words())
})

story(
  'status: saved, then reconnecting and offline when the relay is killed, then saved again',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url)
    await ada.savedOnRelay()
    await relay.kill()
    await ada.reads(/^Reconnecting…( \(next try \d+ s\))?$/)
    await ada.reads('Offline — everything you type is kept on this computer', 30_000)
    await relay.start()
    await ada.savedOnRelay(45_000)
  },
)

const LIST_AS_LAST_SEEN = 'The relay cannot be reached. This is the list as it was last seen.'

story('relay back: once the text is saved there, nothing says that it cannot be reached', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.savedOnRelay()
  const note = ada.page.getByText(LIST_AS_LAST_SEEN)
  await relay.kill()
  // The list has just been asked for, and is not again for 15 s: the text comes back first.
  await expect(note).toBeVisible({ timeout: 30_000 })
  await relay.start()
  await ada.page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await ada.savedOnRelay()
  await expect(note).toHaveCount(0, { timeout: 3_000 })
})

story('status: saving, then changes waiting, with a relay that has fallen silent', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.savedOnRelay()
  relay.signal('SIGSTOP')
  await ada.type('to a relay that says nothing')
  await ada.reads('Saving…', 5_000)
  await ada.reads(new RegExp(`^Saved on this computer — \\d+ changes waiting for ${RELAY_NAME}$`), 45_000)
  relay.signal('SIGCONT')
  await ada.savedOnRelay(45_000)
})

story(
  'status: action needed, and the text still there to go on with, when the document is deleted for ever',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url)
    await ada.type('kept all the same')
    await ada.savedOnRelay()
    const id = ada.documentId
    await ada.page.request.post(`${relay.url}/api/v1/documents/${id}/trash`)
    await ada.page.request.delete(`${relay.url}/api/v1/documents/${id}`)
    await ada.reads(/^Action needed: /)
    await ada.sees('kept all the same')
    await ada.page.getByRole('button', { name: 'Keep as a new document' }).click()
    await expect(ada.page).not.toHaveURL(new RegExp(id))
    await expect(ada.title).toHaveValue('Welcome to Ligature')
    await ada.type(', and gone on with')
    await ada.savedOnRelay()
    const ben = await arrive()
    await ben.open(ada.page.url())
    await ben.sees('kept all the same, and gone on with')
  },
)

story('a document made with the relay away is there for others when it is back', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.savedOnRelay()
  await ada.keepsApp()
  await relay.kill()
  await ada.startDocument('Made offline')
  await ada.title.press('Enter')
  await ada.type('Written with no relay in sight.')
  const address = ada.page.url()
  await expect(ada.documents.getByText('Made offline')).toBeVisible()

  await relay.start()
  await ada.savedOnRelay(60_000)
  const ben = await arrive()
  await ben.open(address)
  await ben.sees('Written with no relay in sight.')
  await expect(ben.title).toHaveValue('Made offline', { timeout: 30_000 })
})

story('what was written offline and closed reaches others without being opened again', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.savedOnRelay()
  const welcome = ada.page.url()
  await ada.keepsApp()
  await relay.kill()
  await ada.startDocument()
  await ada.type('Closed before anybody could hear of it.')
  const address = ada.page.url()
  await ada.documents.getByText('Welcome to Ligature').click()
  await expect(ada.page).toHaveURL(welcome)
  await relay.start()
  await ada.savedOnRelay(60_000)
  const ben = await arrive()
  await ben.open(address)
  await ben.sees('Closed before anybody could hear of it.', 60_000)
})

story(
  'the site’s data cleared with the relay away: what is on the screen is kept once more',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url)
    await ada.savedOnRelay()
    await ada.keepsApp()
    await relay.kill()
    await ada.type('Only here. ')
    await ada.reads(/^(Offline|Reconnecting|Waiting)/)
    const devtools = await ada.page.context().newCDPSession(ada.page)
    // Of a write that runs then the browser tells nothing more, so some are wanted.
    await Promise.all([
      ada.page.keyboard.type('And more of it.'),
      devtools.send('Storage.clearDataForOrigin', { origin: relay.url, storageTypes: 'indexeddb' }),
    ])
    await expect.poll(() => rowsKept(ada)).toBeGreaterThan(0)
    await ada.page.reload()
    await ada.sees('Only here. And more of it.')
    await relay.start()
    await ada.savedOnRelay(60_000)
  },
)

/** Of the copy of the document that is on the screen. */
async function rowsKept({ page, documentId }: Person): Promise<number> {
  return await page.evaluate(async (id) => {
    const name = (await indexedDB.databases()).find((one) => one.name?.endsWith(`${id} text`))?.name
    if (name === undefined) return 0
    const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error!)
      })
    const database = await done(indexedDB.open(name))
    const rows = await done(database.transaction('updates').objectStore('updates').count())
    database.close()
    return rows
  }, documentId)
}
