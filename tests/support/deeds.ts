// What a person at random does in front of the editor, with real keys and a real mouse: first as data, so that a run that
// fails can be read, then done. Used by the story of the five.
import type { Page } from '@playwright/test'

export type Deed =
  | { readonly does: 'click'; readonly block: number; readonly end: 'Home' | 'End' | null }
  | { readonly does: 'type'; readonly words: string }
  | { readonly does: 'press'; readonly keys: readonly string[] }
  | { readonly does: 'button' | 'slash'; readonly name: string }
  | { readonly does: 'tick'; readonly box: number }
  | { readonly does: 'paste'; readonly markdown: string }

const BUTTONS = [
  ...['Paragraph', 'Heading 1', 'Heading 2', 'Bold', 'Italic', 'Strikethrough', 'Code', 'Bulleted list'],
  ...['Numbered list', 'Task list', 'Quote', 'Code block', 'Undo', 'Redo'],
]
const SLASHES = ['table', 'rule', 'heading 3', 'task', 'quote', 'python', 'text']
const STRUCTURE = ['- ', '1. ', '# ', '> ', '[ ] ', '```js ', '**so** ', '`x` ', '---', '\n', '\n\n', 'a😀b ']
const KEYS: readonly (readonly string[])[] = [
  ['Backspace'],
  ['Backspace', 'Backspace', 'Backspace'],
  ['Delete'],
  ['Enter'],
  ['Shift+Enter'],
  ['Tab'],
  ['Shift+Tab'],
  ['ArrowUp'],
  ['ArrowDown'],
  ['Home'],
  ['Escape'],
  ['Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft'],
  ['Shift+ArrowDown', 'ControlOrMeta+b'],
  ['Shift+Home', 'ControlOrMeta+e'],
  ['Shift+ArrowUp', 'Backspace'],
  ['ControlOrMeta+z'],
  ['ControlOrMeta+z', 'ControlOrMeta+z'],
  ['ControlOrMeta+Shift+z'],
  ['ControlOrMeta+Enter'],
  ['Shift+ArrowDown', 'ControlOrMeta+x', 'ArrowUp', 'ControlOrMeta+v'],
]
const PASTED = [
  '# Part\n\n- one\n- two\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n',
  '- [x] done\n- [ ] open\n',
  '> **cited**\n\nend',
]

/** @param random answers numbers in [0, 1) */
export function deedOf(name: string, nth: number, random: () => number): Deed {
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const kind = random()
  if (kind < 0.18) return { does: 'click', block: random(), end: one(['Home', 'End', null]) }
  if (kind < 0.4) return { does: 'type', words: `${name}${nth} ` }
  if (kind < 0.5) return { does: 'type', words: one(STRUCTURE) }
  if (kind < 0.72) return { does: 'press', keys: one(KEYS) }
  if (kind < 0.88) return { does: 'button', name: one(BUTTONS) }
  if (kind < 0.94) return { does: 'slash', name: one(SLASHES) }
  if (kind < 0.97) return { does: 'tick', box: random() }
  return { does: 'paste', markdown: one(PASTED) }
}

export async function perform(page: Page, deed: Deed): Promise<void> {
  // Shift-Tab leaves the text where nothing is to outdent, and what is typed then presses the app's buttons.
  await page.evaluate(() => {
    const text = document.querySelector<HTMLElement>('.text')
    if (text?.contains(document.activeElement) === false) text.focus()
  })
  switch (deed.does) {
    case 'click':
      await clickOn(page, '.text > .chunk > *', deed.block)
      if (deed.end !== null) await page.keyboard.press(deed.end)
      return
    case 'type':
      return await page.keyboard.type(deed.words)
    case 'press':
      for (const key of deed.keys) await page.keyboard.press(key)
      return
    case 'button':
      return await clickOn(
        page,
        `.toolbar button[aria-label="${deed.name}"]:not([disabled], [aria-disabled="true"])`,
        0,
      )
    case 'slash':
      await page.keyboard.type(` /${deed.name}`)
      return await page.keyboard.press('Enter')
    case 'tick':
      return await clickOn(page, '.text input[type="checkbox"]', deed.box)
    case 'paste':
      return await page.locator('.text').evaluate((text, markdown) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', markdown)
        text.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, deed.markdown)
  }
}

/** The mouse goes where the thing was a moment ago: others are at work, and a person's hand does not wait either. */
async function clickOn(page: Page, selector: string, share: number): Promise<void> {
  const point = await page.evaluate(
    ({ selector: what, share: which }) => {
      const all = document.querySelectorAll(what)
      const found = all[Math.floor(which * all.length)]
      if (found === undefined) return null
      found.scrollIntoView({ block: 'nearest' })
      const { left, top, width, height } = found.getBoundingClientRect()
      return { x: left + Math.min(width / 2, 30), y: top + height / 2 }
    },
    { selector, share },
  )
  if (point !== null) await page.mouse.click(point.x, point.y)
}
