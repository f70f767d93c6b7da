// The relay's operator resets a document while people are away (E1 to E4), or its disk is lost. They come back, read in words what
// happened to their text, keep their copy or discard it, and go on with the document as it is. Pictures of it are left in
// test-results/screens.
import { command, fsck } from '../support/data-folder.ts'
import { expect, story } from '../support/browser.ts'
import { looks } from '../support/examine.ts'

story.use({ serviceWorkers: 'allow' })

story.setTimeout(180_000)

story(
  'action needed after a reset: one keeps the copy as a new document, one discards it',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url, 'Ada')
    await ada.startDocument('Minutes of Monday')
    await ada.title.press('Enter')
    await ada.type('Both have this. ')
    await ada.savedOnRelay()
    const address = ada.page.url()
    const id = address.split('/').at(-1)!
    const ben = await arrive()
    await ben.visit(address, 'Ben')
    await ben.sees('Both have this. ')
    await ben.savedOnRelay()
    await Promise.all([ada.keepsApp(), ben.keepsApp()])

    await relay.stop()
    await ada.type('Only Ada has this.')
    await ben.type('Only Ben has this.')
    await ada.sees('Only Ada has this.')
    await ben.sees('Only Ben has this.')
    // Saved on their own computers before anything else happens.
    await ada.reads(/^Offline|^Saved on this computer — /, 45_000)
    const { code, stdout } = await command(relay.data, 'reset', '--document', id)
    expect(code, stdout).toBe(0)
    await relay.start()

    for (const person of [ada, ben]) {
      await person.reads('Action needed: the document was reset', 45_000)
      await expect(person.page.getByText(/^Your copy is kept on this computer and was not merged\./)).toBeVisible()
      await expect(person.page.getByRole('button', { name: 'Keep as a new document' })).toBeVisible()
      await expect(person.text).toHaveAttribute('contenteditable', 'false')
    }
    await ada.sees('Both have this. Only Ada has this.')
    await ada.page.mouse.move(640, 600)
    await looks(ada.page, 'reset')
    // It is no passing state: after a reload the words and the text are there again.
    await ada.page.reload()
    await ada.reads('Action needed: the document was reset', 45_000)
    await ada.sees('Both have this. Only Ada has this.')

    await ada.page.getByRole('button', { name: 'Keep as a new document' }).click()
    await expect(ada.title).toHaveValue('Minutes of Monday (before the reset)')
    await ada.sees('Both have this. Only Ada has this.')
    await ada.type(' And goes on.')
    await ada.savedOnRelay()
    const kept = ada.page.url()
    await ada.documents.getByText('Minutes of Monday', { exact: true }).click()
    await expect(ada.page).toHaveURL(address)
    await ada.savedOnRelay()
    await expect.poll(() => ada.words()).toBe('Both have this. ')
    await expect(ada.page.getByRole('button', { name: 'Keep as a new document' })).toHaveCount(0)
    await ada.type('Ada writes here again. ')
    await ada.savedOnRelay()

    await ben.page.getByRole('button', { name: 'Discard my copy…' }).click()
    await expect(ben.page.getByRole('alertdialog')).toBeVisible()
    await looks(ben.page, 'reset-question')
    await expect(ben.page.getByRole('button', { name: 'Keep my copy' })).toBeFocused()
    await ben.page.keyboard.press('Enter')
    await expect(ben.page.getByRole('alertdialog')).toHaveCount(0)
    await ben.sees('Only Ben has this.')
    await ben.page.getByRole('button', { name: 'Discard my copy…' }).click()
    await ben.page.getByRole('button', { name: 'Discard it' }).click()
    await ben.savedOnRelay()
    await ben.sees('Both have this. Ada writes here again. ')
    await ben.type('So does Ben.')
    await ada.sees('So does Ben.')
    for (const person of [ada, ben])
      expect(await person.words()).toBe('Both have this. Ada writes here again. So does Ben.')

    const carol = await arrive()
    await carol.open(kept)
    await carol.sees('Both have this. Only Ada has this. And goes on.')
    expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [] })
  },
)

story(
  'a relay whose disk was lost is not said to have reset the document; the copy is kept as a new one',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url, 'Ada')
    await ada.startDocument('Minutes of Monday')
    await ada.title.press('Enter')
    await ada.type('Only Ada has this now.')
    await ada.savedOnRelay()

    await relay.stop()
    relay.loseEverything()
    await relay.start()
    await ada.reads('Action needed: the relay does not know this copy', 45_000)
    await expect(ada.page.getByText(/its database is another one, or an older backup\./)).toBeVisible()
    await expect(ada.page.getByText(/reset/)).toHaveCount(0)
    await expect(ada.text).toHaveAttribute('contenteditable', 'false')
    await ada.page.mouse.move(640, 600)
    await looks(ada.page, 'other-database')

    await ada.page.getByRole('button', { name: 'Keep as a new document' }).click()
    await expect(ada.title).toHaveValue('Minutes of Monday (my copy)')
    await ada.sees('Only Ada has this now.')
    await ada.type(' And goes on.')
    await ada.savedOnRelay()
    const ben = await arrive()
    await ben.open(ada.page.url())
    await ben.sees('Only Ada has this now. And goes on.')
  },
)
