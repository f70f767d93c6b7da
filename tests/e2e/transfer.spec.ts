// Documents leave and come in: one, all, files, a folder. Real downloads are opened and looked into; what is dropped is hostile
// where it can be.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { Download } from '@playwright/test'
import { API_PREFIX } from '../../contracts/api-prefix.ts'
import { expect, type Person, story } from '../support/browser.ts'
import { png, SVG_WITH_SCRIPT } from '../support/images.ts'

interface Given {
  readonly path: string
  readonly content: string | Buffer
}

async function download({ page }: Person): Promise<Download> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: 'Export' }).click(),
  ])
  return file
}

const contentOf = async (file: Download): Promise<Buffer> => readFileSync(await file.path())
const unzipped = async (file: Download): Promise<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(unzipSync(await contentOf(file))).map(([path, bytes]) => [
      path,
      Buffer.from(bytes).toString('utf8'),
    ]),
  )

/** Files as the dialog's field for a folder gives them. */
async function importFolder(person: Person, files: readonly Given[]): Promise<void> {
  await person.chooseInMenu('Import…')
  await person.page
    .locator('input[type=file]')
    .nth(1)
    .evaluate(
      (field, given) => {
        const data = new DataTransfer()
        for (const { path, base64 } of given) {
          const file = new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], path.split('/').at(-1)!)
          Object.defineProperty(file, 'webkitRelativePath', { value: path })
          data.items.add(file)
        }
        // The browser makes new File objects of them, without the path: the field gets ours.
        Object.defineProperty(field, 'files', {
          value: [...given.map((_, at) => data.files[at]!)].map((file, at) =>
            Object.defineProperty(file, 'webkitRelativePath', { value: given[at]!.path }),
          ),
        })
        field.dispatchEvent(new Event('change', { bubbles: true }))
      },
      files.map(({ path, content }) => ({ path, base64: Buffer.from(content).toString('base64') })),
    )
}

const titles = async ({ documents }: Person): Promise<string[]> =>
  (await documents.locator('.row-title').allTextContents()).toSorted()

/** With one document of a title of its own. */
async function withDocument(person: Person, url: string, title: string, words: string): Promise<void> {
  await person.visit(url)
  await person.startDocument(title)
  await person.type(words)
  await person.savedOnRelay()
}

story('one document leaves as Markdown, as a page that stands alone, and as text', async ({ relay, arrive }) => {
  const ada = await arrive()
  await withDocument(ada, relay.url, 'Plan: A/B', '# Aim')
  await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.type('All **of** it')

  await ada.chooseInMenu('Export…')
  const markdown = await download(ada)
  expect(markdown.suggestedFilename()).toBe('Plan A B.md')
  expect((await contentOf(markdown)).toString()).toBe('---\ntitle: "Plan: A/B"\n---\n\n# Aim\n\nAll **of** it\n')
  await expect(ada.page.getByText('1 document was exported')).toBeVisible()
  await ada.page.getByRole('button', { name: 'Close' }).click()

  await ada.chooseInMenu('Export…')
  await ada.page.getByRole('radio', { name: 'Web page' }).check()
  const page = await download(ada)
  expect(page.suggestedFilename()).toBe('Plan A B.html')
  expect((await contentOf(page)).toString()).toMatch(
    /<title>Plan: A\/B<\/title>[\s\S]*<h1>Aim<\/h1>\n<p>All <strong>of<\/strong> it<\/p>/,
  )
  await ada.page.getByRole('button', { name: 'Close' }).click()

  await ada.chooseInMenu('Export…')
  await ada.page.getByRole('radio', { name: 'Plain text' }).check()
  const text = await download(ada)
  expect([text.suggestedFilename(), (await contentOf(text)).toString()]).toEqual(['Plan A B.txt', 'Aim\n\nAll of it\n'])
})

story('a folder comes in with its images and leaves again as a zip with the same', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  const red = png(12, 12, [200, 0, 0])
  await importFolder(ada, [
    { path: 'notes/garden.md', content: '# Garden\n\n![the gate](pictures/gate.png)\n\n- [ ] water\n- [x] weed\n' },
    { path: 'notes/pictures/gate.png', content: red },
    {
      path: 'notes/deep/letter.md',
      content: '---\ntitle: A letter\ntags: [home]\n---\nDear Ben ![](../pictures/gate.png)\n',
    },
    { path: 'notes/.obsidian/secret.md', content: 'not mine' },
    { path: 'notes/no heading.md', content: 'only words' },
  ])
  await expect(ada.page.getByText('3 documents were imported')).toBeVisible({ timeout: 30_000 })
  await ada.page.getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => titles(ada)).toEqual(['A letter', 'Garden', 'Welcome to Ligature', 'no heading'])

  const ben = await arrive()
  await ben.page.goto(`${relay.url}/documents`)
  await ben.documents.getByText('Garden').click()
  await ben.sees('weed')
  await expect
    .poll(() => ben.page.locator('.text img[alt="the gate"]').evaluate((one) => (one as HTMLImageElement).naturalWidth))
    .toBe(12)

  // Ben has read one of them; the others are fetched.
  await ben.chooseInMenu('Export…')
  await ben.page.getByRole('radio', { name: 'All documents' }).check()
  const zip = await download(ben)
  expect(zip.suggestedFilename()).toBe('Ligature documents.zip')
  const files = await unzipped(zip)
  const image = Object.keys(files).find((path) => path.startsWith('images/'))!
  expect(Object.keys(files).toSorted()).toEqual(
    ['A letter.md', 'Garden.md', 'Welcome to Ligature.md', image, 'no heading.md'].toSorted(),
  )
  expect(files['Garden.md']).toBe(
    `---\ntitle: "Garden"\n---\n\n# Garden\n\n![the gate](${image})\n\n- [ ] water\n- [x] weed\n`,
  )
  expect(files['A letter.md']).toBe(
    `---\ntitle: "A letter"\n---\n\n\`\`\`yaml\ntags: [home]\n\`\`\`\n\nDear Ben ![](${image})\n`,
  )
  expect(Buffer.from(unzipSync(await contentOf(zip))[image]!)).toEqual(red)
})

story(
  'what cannot come in is said file by file; nothing comes in by half, and nothing runs',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url)
    await importFolder(ada, [
      { path: 'n/latin.md', content: Buffer.from([0x63, 0x61, 0x66, 0xe9]) },
      { path: 'n/program.md', content: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]) },
      { path: 'n/huge.md', content: Buffer.alloc(4 * 1024 * 1024 + 1, 'x') },
      {
        path: 'n/hostile.md',
        content: `# <script>document.title='caught'</script>\n\n[x](javascript:alert(1)) ![a drawing](evil.svg) ![far](../../../etc/passwd) ![gone](gone.png)\n<img src=x onerror="document.title='caught'">`,
      },
      { path: 'n/evil.svg', content: SVG_WITH_SCRIPT },
      { path: 'n/bomb.md', content: `---\na: &a [x,x]\nb: [*a,*a]\n---\n${'> '.repeat(5_000)}deep` },
    ])
    const dialog = ada.page.getByRole('dialog')
    await expect(dialog.getByText('2 documents were imported')).toBeVisible({ timeout: 60_000 })
    for (const words of [
      'n/latin.md Not imported: it is not text in UTF-8',
      'n/program.md Not imported: it is not text in UTF-8',
      'n/huge.md Not imported: it is larger than 4 MB',
      'The image evil.svg was not taken along: it is an SVG',
      'The image ../../../etc/passwd does not lie beside it',
      'The image gone.png does not lie beside it',
    ])
      await expect(dialog).toContainText(words)
    await dialog.getByRole('button', { name: 'Close' }).click()
    await expect
      .poll(() => titles(ada))
      .toEqual(["<script>document.title='caught'</script>", 'Welcome to Ligature', 'bomb'])
    await ada.documents.getByText('caught').click()
    await ada.sees('onerror="document.title=\'caught\'"')
    expect(await ada.page.title()).toBe("<script>document.title='caught'</script> — Ligature")
    expect(await ada.text.innerHTML()).not.toMatch(/<script|href="javascript/)
  },
)

story('relay away: what is on this computer is exported, what is not is listed', async ({ relay, arrive }) => {
  for (const title of ['Far', 'Near'])
    await fetch(`${relay.url}${API_PREFIX}/documents/${title.toLowerCase()}`, {
      method: 'PUT',
      body: JSON.stringify({ title }),
      headers: { 'content-type': 'application/json' },
    })
  const ada = await arrive({ serviceWorkers: 'allow' })
  await ada.visit(`${relay.url}/d/near`)
  await ada.type('close to me')
  await ada.savedOnRelay()
  await expect.poll(() => titles(ada)).toEqual(['Far', 'Near'])
  await ada.keepsApp()
  await relay.kill()
  await ada.reads(/^Reconnecting|^Offline/)
  await ada.chooseInMenu('Export…')
  await ada.page.getByRole('radio', { name: 'All documents' }).check()
  const zip = await download(ada)
  expect(await unzipped(zip)).toEqual({ 'Near.md': '---\ntitle: "Near"\n---\n\nclose to me\n' })
  const dialog = ada.page.getByRole('dialog')
  await expect(dialog.getByText('1 document was exported')).toBeVisible()
  await expect(dialog).toContainText('Far Not exported. It is not on this computer, and the relay cannot be reached')
})

story('relay away: files come in all the same, and others have them when it is back', async ({ relay, arrive }) => {
  story.setTimeout(120_000)
  const ada = await arrive({ serviceWorkers: 'allow' })
  await ada.visit(relay.url)
  await ada.savedOnRelay()
  await ada.keepsApp()
  await relay.kill()
  await ada.reads(/^Reconnecting|^Offline/)
  await importFolder(ada, [
    { path: 'n/away.md', content: '# Away\n\nwritten elsewhere ![dot](dot.png)' },
    { path: 'n/dot.png', content: png(9, 9, [9, 9, 9]) },
  ])
  await ada.sees('written elsewhere')
  await relay.start()
  await ada.savedOnRelay(60_000)
  const ben = await arrive()
  await ben.open(ada.page.url())
  await ben.sees('written elsewhere')
  await expect.poll(() => ben.page.locator('.text img[alt="dot"]').count(), { timeout: 20_000 }).toBe(1)
})

/** Files and folders of this disk, dragged into the window as the system does it. */
async function drop({ page }: Person, paths: readonly string[], at: { x: number; y: number }): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, ...at, data })
    if (type === 'dragOver' && at.x < 200)
      await expect(page.getByText('Drop Markdown files or a folder to import them')).toBeVisible()
  }
}

story('a folder dropped beside the text comes in; no drop ever replaces the page', async ({ relay, arrive }) => {
  const folder = mkdtempSync(join(tmpdir(), 'ligature-drop-'))
  mkdirSync(join(folder, 'pictures'))
  writeFileSync(join(folder, 'dropped.md'), '# Dropped here\n\n![dot](pictures/dot.png)')
  writeFileSync(join(folder, 'pictures', 'dot.png'), png(7, 7, [7, 7, 7]))
  writeFileSync(join(folder, 'film.mp4'), 'x')
  const ada = await arrive()
  await ada.visit(relay.url)
  const before = ada.page.url()
  await drop(ada, [folder], { x: 100, y: 400 })
  await expect.poll(() => ada.page.locator('.text img[alt="dot"]').count(), { timeout: 30_000 }).toBe(1)
  await ada.page.goBack()
  await drop(ada, [join(folder, 'film.mp4')], { x: 700, y: 300 })
  await expect(ada.page.getByText('There was no Markdown file (.md) among these')).toBeVisible()
  await ada.page.getByRole('button', { name: 'Close' }).click()
  await expect(ada.page.getByRole('dialog')).toHaveCount(0)
  await drop(ada, [join(folder, 'pictures', 'dot.png')], { x: 600, y: 160 })
  await expect.poll(() => ada.page.locator('.text .image[data-state=here]').count()).toBe(1)
  expect(ada.page.url()).toBe(before)
  rmSync(folder, { recursive: true })
})

story(
  'the Markdown of a document has a link, which the relay answers with what is written now',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await withDocument(ada, relay.url, 'Plan', 'First.')
    await ada.chooseInMenu('Export…')
    await ada.page.getByRole('button', { name: 'Copy a link to the Markdown' }).click()
    await expect(ada.page.getByRole('dialog').getByRole('button', { name: 'Copied' })).toBeVisible()
    const copied = (): Promise<string> => ada.page.evaluate(() => navigator.clipboard.readText())
    await expect.poll(copied).toMatch(/\/api\/v1\/documents\/[\w-]+\/content\?format=md$/)
    const link = await copied()
    await expect.poll(async () => await (await fetch(link)).text()).toBe('---\ntitle: "Plan"\n---\n\nFirst.\n')
  },
)
