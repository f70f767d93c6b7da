// Images in a document, as people meet them (protocol H5): pasted, dropped, seen by others, kept while the relay is away, and
// never the way in for anything else.
import type { Page } from '@playwright/test'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { expect, type Person, story } from '../support/browser.ts'
import { looks } from '../support/examine.ts'
import { png, sha256Of, SVG_WITH_SCRIPT } from '../support/images.ts'

interface Given {
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
}

/** Onto the real clipboard and in with the real keys. */
async function paste({ page, text }: Person, bytes: Buffer): Promise<void> {
  await page.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
  }, bytes.toString('base64'))
  await text.click({ position: { x: 20, y: 20 } })
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.press('ControlOrMeta+V')
}

/** As the browser tells of files dropped onto the text, or of a clipboard that no browser would write. */
async function give({ text }: Person, kind: 'drop' | 'paste', files: readonly Given[], html = ''): Promise<void> {
  const plain = files.map(({ bytes, ...file }) => ({ ...file, base64: bytes.toString('base64') }))
  await text.evaluate(
    (element, { kind: how, plain: given, html: markup }) => {
      const data = new DataTransfer()
      for (const { name, type, base64 } of given)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }))
      if (markup !== '') data.setData('text/html', markup)
      const target = element.querySelector('p') ?? element
      const { left, top } = target.getBoundingClientRect()
      const where = { bubbles: true, cancelable: true, clientX: left + 5, clientY: top + 5 }
      target.dispatchEvent(
        how === 'drop'
          ? new DragEvent('drop', { ...where, dataTransfer: data })
          : new ClipboardEvent('paste', { ...where, clipboardData: data }),
      )
    },
    { kind, plain, html },
  )
}

/** How many images are drawn, and how wide each really is. */
const drawn = (page: Page): Promise<number[]> =>
  page
    .locator('.text .image img')
    .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth).filter((width) => width > 0))
const sees = async ({ page }: Person, widths: readonly number[], timeout = 20_000): Promise<void> =>
  await expect.poll(() => drawn(page), { timeout }).toEqual(widths)

story(
  'Ada pastes an image, Ben sees it; both have words only where something is missing',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url, 'Ada')
    await ada.type('Look at this: ')
    const ben = await arrive()
    await ben.visit(ada.page.url(), 'Ben')
    await paste(ada, png(60, 40, [180, 60, 60]))
    await sees(ada, [60])
    await sees(ben, [60])
    await ada.savedOnRelay()
    await expect(ada.page.locator('.image-note')).toHaveCount(0)
    await expect(ben.page.locator('.image-note')).toHaveCount(0)
    await ada.page.keyboard.type('nice')
    await ben.sees('nice')
  },
)

story(
  'relay away: Ada pastes, reloads, it is still there and waits; relay back: Ben sees it',
  async ({ relay, arrive }) => {
    story.setTimeout(150_000)
    const ada = await arrive({ serviceWorkers: 'allow' })
    await ada.visit(relay.url, 'Ada')
    await ada.type('Before. ')
    await ada.savedOnRelay()
    const ben = await arrive()
    await ben.visit(ada.page.url(), 'Ben')
    await ben.sees('Before. ')
    await ada.keepsApp()

    await relay.kill()
    await paste(ada, png(50, 30, [60, 60, 180]))
    await sees(ada, [50])
    await expect(ada.page.locator('.image-note')).toHaveText(
      'Kept on this computer. It is sent when the relay can be reached.',
    )
    await ada.page.reload()
    await ada.sees('Before. ')
    await sees(ada, [50])
    await ada.reads(/^Offline|^Reconnecting/, 30_000)

    await relay.start()
    await sees(ben, [50], 60_000)
    await ada.savedOnRelay(60_000)
    await expect(ada.page.locator('.image-note')).toHaveCount(0)
  },
)

story('dropped files come in in order; what is none of ours is said and changes nothing', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.type('Drop here')
  await give(ada, 'drop', [
    { name: 'first.png', type: 'image/png', bytes: png(11, 11, [1, 1, 1]) },
    { name: 'really.png', type: 'image/png', bytes: Buffer.from(SVG_WITH_SCRIPT) },
    { name: '../../etc/passwd.png', type: 'image/png', bytes: Buffer.from('root:x:0:0') },
    { name: 'second.jpeg', type: 'image/jpeg', bytes: png(22, 22, [2, 2, 2]) },
  ])
  await sees(ada, [11, 22])
  await expect(ada.page.getByText('“really.png” is an SVG, which can contain programs')).toBeVisible()
  await expect(ada.page.getByText('passwd.png” is not an image that can be kept here')).toBeVisible()
  await expect(ada.page.locator('.text .image')).toHaveCount(2)
  await ada.sees('Drop here')
  const alts = ada.page.locator('.text .image img')
  await expect(alts.nth(0)).toHaveAttribute('alt', 'first')
})

story(
  'pasted HTML: images inside are kept, others are not loaded, and nothing in it runs',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const asked: string[] = []
    ada.page.on('request', (request) => asked.push(request.url()))
    await ada.visit(relay.url)
    const inside = png(33, 33, [3, 3, 3])
    await give(
      ada,
      'paste',
      [],
      `<p>Mine: <img src="data:image/png;base64,${inside.toString('base64')}" alt="a square"></p>
     <p>Theirs: <img src="https://spy.example/pixel.gif" onerror="document.title='caught'"></p>
     <p>Evil: <img src="data:image/svg+xml,${encodeURIComponent(SVG_WITH_SCRIPT)}" alt="a drawing"><script>document.title='caught'</script></p>`,
    )
    await ada.sees('Evil: a drawing')
    await sees(ada, [33])
    await expect(ada.page.locator('.text .image img[alt="a square"]')).toBeVisible()
    await expect(ada.page.getByText('Image on spy.example. It is not loaded')).toBeVisible()
    await ada.savedOnRelay()
    expect(asked.filter((url) => url.includes('spy.example') || url.includes('evil.example'))).toEqual([])
    expect(await ada.page.title()).not.toContain('caught')
    // The browser says that it refuses the handler wherever it reads the HTML, even where nothing could ever run.
    expect(ada.complaints.splice(0).filter((words) => !/inline event handler violates/.test(words))).toEqual([])
    const html = await ada.text.innerHTML()
    expect(html).not.toMatch(/data:|<script|onerror|<svg/i)
    expect((await fetch(relay.url + attachmentPath(sha256Of(inside)))).status).toBe(200)
  },
)

story('an image gets a description, for everybody; it can be undone, and taken out', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await paste(ada, png(80, 60, [90, 140, 90]))
  await sees(ada, [80])
  const ben = await arrive()
  await ben.visit(ada.page.url())
  await sees(ben, [80])

  await ada.page.locator('.text .image').click()
  await ada.page.keyboard.press('Enter')
  await ada.page.getByRole('textbox', { name: 'Description' }).pressSequentially('A green field')
  await ada.page.keyboard.press('Enter')
  await expect(ben.page.locator('.image img')).toHaveAttribute('alt', 'A green field')

  // Elsewhere on it than the first time: so soon after, the same place would be a double click.
  await ada.page.locator('.text .image').click({ position: { x: 10, y: 10 } })
  await ada.page.getByRole('button', { name: 'Remove the image' }).click()
  await expect(ben.page.locator('.text .image')).toHaveCount(0)
  await ada.page.keyboard.press('ControlOrMeta+Z')
  await sees(ben, [80])
})

story(
  'copied text names its images by their whole address, and comes back with the path',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url)
    const image = png(44, 44, [4, 4, 4])
    await give(ada, 'paste', [{ name: 'image.png', type: 'image/png', bytes: image }])
    await sees(ada, [44])
    await ada.type(' and words')
    await ada.page.keyboard.press('ControlOrMeta+A')
    await ada.page.keyboard.press('ControlOrMeta+C')
    const copied = await ada.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read()
      return await (await item!.getType('text/html')).text()
    })
    expect(copied).toContain(`src="${relay.url}${attachmentPath(sha256Of(image))}"`)
    await ada.page.keyboard.press('ControlOrMeta+End')
    await ada.page.keyboard.press('Enter')
    await ada.page.keyboard.press('ControlOrMeta+V')
    await sees(ada, [44, 44])
  },
)

story.describe('a relay that keeps small images only', () => {
  story.use({ settings: { LIGATURE_MAX_ATTACHMENT_BYTES: String(512 * 1024) } })

  story('H3: who puts in a larger one reads the limit and what helps; the text goes on', async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url)
    await ada.type('Before. ')
    const large = png(320, 200, [180, 60, 60], 600 * 1024)
    await give(ada, 'paste', [{ name: 'image.png', type: 'image/png', bytes: large }])
    await ada.reads('Action needed: an image is too large for the relay')
    const banner = ada.page.locator('.banner')
    await expect(banner).toContainText('It is larger than this relay accepts (0.5 MB at most).')
    await expect(ada.page.locator('.image-note')).toContainText(
      'It is larger than this relay accepts (0.5 MB at most).',
    )

    await ada.type(' After.')
    const ben = await arrive()
    await ben.visit(ada.page.url())
    await ben.sees('After.')
    // It is no passing state, and the text that came after it is owed to nobody.
    await ada.page.reload()
    await ada.reads('Action needed: an image is too large for the relay')
    await ada.page.mouse.move(640, 700)
    await ada.page.locator('.image-note').scrollIntoViewIfNeeded()
    await looks(ada.page, 'image-too-large')

    await banner.getByRole('button', { name: 'Retry now' }).click()
    await ada.reads('Action needed: an image is too large for the relay')
    await ada.page.locator('.image-note').getByRole('button', { name: 'Remove' }).click()
    await ada.savedOnRelay()
    await expect(banner).toHaveCount(0)
    await ben.sees('Before.')
  })
})
