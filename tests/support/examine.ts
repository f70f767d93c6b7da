// A look at a screen: nothing overflows, axe finds nothing serious, and a picture of it is left in test-results/screens for
// somebody to look at.
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Nothing overflows; a picture is left. */
export async function look(page: Page, name: string): Promise<void> {
  // What slides and fades is examined once it stands still; a notice that goes while axe looks at it goes at once.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
  )
  // A popup follows its button in the frame after a window has changed its size.
  const wider = (): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  await expect.poll(wider, `${name} is wider than its window`).toBeLessThanOrEqual(0)
  await page.screenshot({ path: `test-results/screens/${name}.png` })
}

/** Each colour and each width once is enough to find what is wrong; to look at everything, `LIGATURE_LOOKS=all`. */
const LOOKS = [
  { colorScheme: 'dark', width: 420 },
  ...(process.env['LIGATURE_LOOKS'] === 'all'
    ? ([
        { colorScheme: 'light', width: 420 },
        { colorScheme: 'dark', width: 1280 },
      ] as const)
    : []),
  { colorScheme: 'light', width: 1280 },
] as const

/** Examines one state in its looks without leaving it. Leaves the page light and 1280 wide. */
export async function looks(page: Page, name: string, part?: string): Promise<void> {
  for (const { colorScheme, width } of LOOKS) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    await examine(page, `${name}-${colorScheme}-${width}`, part)
  }
}

/** The same, and what axe finds serious; in the whole page, or only in what the selector names. */
export async function examine(page: Page, name: string, part = 'html'): Promise<void> {
  await look(page, name)
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    // The popups' library keeps focus inside with hidden, focusable guards; that is how focus traps work.
    .exclude('[data-base-ui-focus-guard]')
    // Without a page of its own to put the results of frames together: there are none.
    .setLegacyMode()
    // What it finds in order it would list element by element as well, which takes it as long again.
    .options({ resultTypes: ['violations'] })
    .analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  // The arrow keys in the text scroll the list of what a slash offers: it needs no focus of its own.
  for (const violation of serious)
    if (violation.id === 'scrollable-region-focusable')
      violation.nodes = violation.nodes.filter(({ html }) => !html.includes('role="listbox"'))
  expect(
    serious
      .filter(({ nodes }) => nodes.length > 0)
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    name,
  ).toEqual([])
}
