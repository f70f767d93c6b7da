// The whole workspace, as a person moves it (protocol W): out into one file, and in again, with its progress, its end, and what went wrong.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { importOf } from '../faults/workspace-memory.ts'
import { expect, story } from '../support/browser.ts'
import { looks } from '../support/examine.ts'
import { exported, fileOf, importInto, linesIn } from '../support/workspace-file.ts'

story.setTimeout(240_000)

/** Nobody can click in the system's dialog here: the place is one that the browser has for the page, and takes the file as any other does. */
async function picks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(globalThis, {
      showSaveFilePicker: async () =>
        await (await navigator.storage.getDirectory()).getFileHandle('export.ndjson', { create: true }),
    })
  })
}
const pickedFile = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('export.ndjson')
    return await (await handle.getFile()).text()
  })

const give = (page: Page, text: string): Promise<void> =>
  page
    .locator('input[type=file][accept=".ndjson"]')
    .setInputFiles({ name: 'ligature-2026-11-29.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(text) })

story('W: everything leaves as one file, and comes in again, whole or not at all', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await picks(page)
  await ada.visit(relay.url)
  for (const [title, words] of [
    ['Garden', 'Beans in spring'],
    ['Kitchen', 'A soup of garlic'],
  ] as const) {
    await ada.startDocument(title)
    await ada.type(words)
  }
  await ada.savedOnRelay()
  const dialog = page.getByRole('dialog')
  const count = (await exported(relay)).filter(({ kind }) => kind === 'document').length

  await ada.chooseInMenu('Export everything…')
  await expect(dialog.getByText('All documents of this relay')).toBeVisible()
  await looks(page, 'workspace-export-asks')
  await dialog.getByRole('button', { name: 'Choose a place' }).click()
  await expect(dialog.getByText('Everything was exported')).toBeVisible()
  await expect(dialog.getByText(`${count} documents, 0 images`)).toBeVisible()
  await looks(page, 'workspace-exported')
  await dialog.getByRole('button', { name: 'Close' }).click()
  const file = await pickedFile(page)
  expect(linesIn(file).at(-1)).toMatchObject({ kind: 'end', documents: count })

  // It is here already: nothing of it is lost, and what comes in stands beside it.
  await ada.chooseInMenu('Import a workspace…')
  await looks(page, 'workspace-import-asks')
  await give(page, file)
  await expect(dialog.getByText('The workspace was imported')).toBeVisible()
  await expect(dialog.getByText(`${count} of them were here already`)).toBeVisible()
  await looks(page, 'workspace-imported')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(ada.documents.locator('.row-title').getByText('Garden')).toHaveCount(2)

  // A broken line, by its number.
  await ada.chooseInMenu('Import a workspace…')
  await give(page, file.replace('"Garden"', 'Garden'))
  await expect(dialog.getByText('Nothing was imported')).toBeVisible()
  await expect(dialog.getByRole('alert')).toHaveText(/^Line \d+ is broken: it is not JSON\. Export it once more/)
  await looks(page, 'workspace-broken')
  // And a file that broke off.
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await give(page, file.slice(0, -40))
  await expect(dialog.getByRole('alert')).toHaveText(/^The file has no end/)
  // And one that is something else.
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await give(page, 'hello')
  await expect(dialog.getByRole('alert')).toHaveText(/^This is not a workspace’s file/)
  await dialog.getByRole('button', { name: 'Close' }).click()
  expect((await exported(relay)).filter(({ kind }) => kind === 'document')).toHaveLength(2 * count)
})

story('W6: an import is called off while it runs, and nothing of it stays', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await ada.visit(relay.url)
  await ada.savedOnRelay()
  const before = (await exported(relay)).filter(({ kind }) => kind === 'document')
  const at = '2026-03-01T12:00:00.000Z'
  const title = 'x'.repeat(200)
  const many = Array.from({ length: 30_000 }, (_, nth) => ({
    kind: 'document',
    id: `d${nth}`,
    title,
    createdAt: at,
    changedAt: at,
    trashedAt: null,
  }))
  const dialog = page.getByRole('dialog')
  // A way to the relay that takes some seconds for all of it: what has gone out whole cannot be called off any more.
  const devtools = await page.context().newCDPSession(page)
  const throttled = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_000_000 }
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', throttled)
  await ada.chooseInMenu('Import a workspace…')
  await give(page, fileOf(many))
  await expect(dialog.getByText('Importing ligature-2026-11-29.ndjson…')).toBeVisible()
  await expect(dialog.getByText(/MB of \d/)).toBeVisible()
  // A relay that takes nothing more, so that there is time to look.
  relay.signal('SIGSTOP')
  try {
    await looks(page, 'workspace-import-runs')
    // No stray click ends it.
    await page.mouse.click(5, 5)
    await expect(dialog).toBeVisible()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog.getByText('The import was called off. Nothing was imported.')).toBeVisible()
    await looks(page, 'workspace-import-called-off')
  } finally {
    relay.signal('SIGCONT')
  }
  await expect
    .poll(() => relay.log.some(({ msg }) => msg === 'an import came to nothing, and all of it was cleared away'))
    .toBe(true)
  expect((await exported(relay)).filter(({ kind }) => kind === 'document')).toEqual(before)
})

story('W6: while somebody else imports, a person is told so, and to try again later', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await ada.visit(relay.url)
  await ada.savedOnRelay()
  const leave = new AbortController()
  const [begun] = fileOf([]).split('\n')
  const importOn = async (): Promise<void> => {
    const body = new ReadableStream({ start: (sending) => sending.enqueue(new TextEncoder().encode(`${begun}\n`)) })
    const options = { method: 'POST', body, duplex: 'half', signal: leave.signal } as RequestInit
    await fetch(`${relay.url}/api/v1/import`, options).catch(() => undefined)
  }
  let other: Promise<void> | undefined
  await expect
    .poll(async () => {
      // Whoever asks imports, too, for a moment: the other may have been turned away because of that, and comes again.
      other ??= importOn().finally(() => (other = undefined))
      return (await importInto(relay, '')).status
    })
    .toBe(409)
  const dialog = page.getByRole('dialog')
  await ada.chooseInMenu('Import a workspace…')
  await give(page, fileOf([]))
  await expect(dialog.getByRole('alert')).toHaveText('Another import is running. Try again when it has ended.')
  await expect(dialog.getByText('Nothing was imported.')).toBeVisible()
  await looks(page, 'workspace-import-refused')
  leave.abort()
  await other
  await expect.poll(async () => (await importInto(relay, '')).status).toBe(422)
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await give(page, fileOf([]))
  await expect(dialog.getByText('The workspace was imported')).toBeVisible()
})

story(
  'W2: while as many exports run as may, a person is told so, and to try again later',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const { page } = ada
    await picks(page)
    await ada.visit(relay.url)
    await ada.savedOnRelay()
    // Much more than lies in buffers between a relay and its reader.
    await importOf(relay, 30, 'd')
    const leave = new AbortController()
    const begin = (signal?: AbortSignal): Promise<Response> =>
      fetch(`${relay.url}/api/v1/export`, signal === undefined ? {} : { signal })
    const running = await Promise.all([1, 2, 3, 4].map(() => begin(leave.signal)))
    expect(running.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const dialog = page.getByRole('dialog')
    await ada.chooseInMenu('Export everything…')
    await dialog.getByRole('button', { name: 'Choose a place' }).click()
    await expect(dialog.getByRole('alert')).toHaveText(
      'Four exports are running already. Try again when one has ended.',
    )
    await expect(dialog.getByText('no file was written')).toBeVisible()
    await looks(page, 'workspace-export-refused')
    leave.abort()
    await expect
      .poll(async () => {
        const { status, body } = await begin()
        await body?.cancel()
        return status
      })
      .toBe(200)
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await dialog.getByRole('button', { name: 'Choose a place' }).click()
    await expect(dialog.getByText('Everything was exported')).toBeVisible()
  },
)

story(
  'W: a browser that only takes downloads gets the file as one; and a relay that is away is told of',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const { page } = ada
    await page.addInitScript(() => Object.assign(globalThis, { showSaveFilePicker: undefined }))
    await ada.visit(relay.url)
    await ada.savedOnRelay()
    const dialog = page.getByRole('dialog')
    await ada.chooseInMenu('Export everything…')
    await looks(page, 'workspace-export-downloads')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('link', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^ligature-\d{4}-\d\d-\d\d\.ndjson$/)
    expect(linesIn(readFileSync(await download.path(), 'utf8')).at(-1)).toMatchObject({ kind: 'end' })

    // By the palette, and without a relay: what came of it is not claimed.
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox').fill('import a work')
    await expect(page.getByRole('option', { name: 'Import a workspace…' })).toBeVisible()
    await page.keyboard.press('Enter')
    await relay.kill()
    await give(page, fileOf([]))
    await expect(dialog.getByRole('alert')).toHaveText(/^It is not known what came of it/)
    await looks(page, 'workspace-not-known')
  },
)
