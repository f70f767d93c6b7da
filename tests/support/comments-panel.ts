// The comments beside a text as a person in a browser has them, and what they do there by keys. Used by the stories about comments.
import { expect, type Locator } from '@playwright/test'
import type { Person } from './browser.ts'

export const panelOf = ({ page }: Person): Locator => page.getByRole('dialog', { name: 'Comments' })
export const threadsOf = (person: Person): Locator => panelOf(person).locator('.thread')
export const newComment = (person: Person): Locator => panelOf(person).getByRole('textbox', { name: 'New comment' })

/** Asks for the comments. */
export async function press({ page }: Person): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Alt+m')
}

/** The caret behind so many letters of the first line, by keys. */
export async function putCaret(person: Person, letters: number): Promise<void> {
  await person.text.click({ position: { x: 20, y: 20 } })
  await person.page.keyboard.press('ControlOrMeta+Home')
  for (let n = 0; n < letters; n++) await person.page.keyboard.press('ArrowRight')
}

/** Words of the first line, by keys. */
export async function select(person: Person, words: string): Promise<void> {
  const [line = ''] = (await person.words()).split('\n')
  await putCaret(person, line.indexOf(words))
  for (const _ of words) await person.page.keyboard.press('Shift+ArrowRight')
}

/** The last word of the text, by keys. */
export async function selectLastWord(person: Person): Promise<void> {
  await person.text.click({ position: { x: 20, y: 20 } })
  await person.page.keyboard.press('ControlOrMeta+End')
  await person.page.keyboard.press('ControlOrMeta+Shift+ArrowLeft')
}

/** Says something about what is selected; the panel stays open. */
export async function comment(person: Person, text: string): Promise<void> {
  await press(person)
  await expect(newComment(person)).toBeFocused()
  await person.page.keyboard.type(text)
  await person.page.keyboard.press('ControlOrMeta+Enter')
  await expect(threadsOf(person).filter({ hasText: text })).toBeVisible()
  await expect(newComment(person)).toBeEditable()
}

export async function closePanel(person: Person): Promise<void> {
  await person.page.keyboard.press('Escape')
  await expect(panelOf(person)).toBeHidden()
}
