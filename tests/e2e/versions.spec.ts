// Named versions as people meet them in the history's panel (B): named, shown, put back while somebody else types, undone, and in every way
// in which that can end.
import type { Locator } from '@playwright/test'
import { expect, type Person, story } from '../support/browser.ts'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { ContentClient } from '../support/content-client.ts'
import { looks } from '../support/examine.ts'
import { png, sha256Of } from '../support/images.ts'
import { routed } from '../support/routed.ts'
import { VersionsClient } from '../support/versions-client.ts'

story.setTimeout(240_000)

const panelOf = ({ page }: Person): Locator => page.getByRole('dialog', { name: 'History' })
async function show(person: Person): Promise<void> {
  await person.chooseInMenu('History')
  await expect(panelOf(person)).toBeVisible()
}
const versionsIn = (person: Person): Locator =>
  panelOf(person).getByRole('list', { name: 'Named versions' }).getByRole('listitem')
const nameField = (person: Person): Locator => panelOf(person).getByRole('textbox', { name: 'Name of the version' })

/** By the keyboard alone: the caret is in the field as soon as the button was pressed. */
async function name(person: Person, words: string): Promise<void> {
  await panelOf(person).getByRole('button', { name: 'Name this version' }).click()
  await expect(nameField(person)).toBeFocused()
  await person.page.keyboard.type(words)
  await person.page.keyboard.press('Enter')
  await expect(nameField(person)).toBeHidden()
}
async function choose(person: Person, version: string, what: string): Promise<void> {
  await panelOf(person)
    .getByRole('button', { name: `What to do with “${version}”` })
    .click()
  await person.page.getByRole('menuitem', { name: what }).click()
}

story(
  'B1, B6: Ada names a version and goes on; she shows it, puts it back while Ben types, and takes that back: nothing of either is lost',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const id = await ada.visitWithDocument(relay.url, 'Garden')
    await ada.type('Beans in spring.')
    await ada.page.keyboard.press('Enter')
    await ada.page.keyboard.type('Ben: ')
    await show(ada)
    // What was typed just now is in it.
    await name(ada, 'As sent to Ben')
    await expect(versionsIn(ada)).toHaveText([/As sent to Ben.*Guests.*today/])
    await ada.page.keyboard.press('Escape')
    await expect(panelOf(ada)).toBeHidden()
    expect(await new VersionsClient(relay).list(id)).toMatchObject([{ name: 'As sent to Ben' }])

    // Ada rewrites the first line.
    await ada.text.getByText('Beans in spring.').click()
    await ada.page.keyboard.press('Home')
    await ada.page.keyboard.press('Shift+End')
    await ada.page.keyboard.type('Garlic in autumn.')
    await ada.savedOnRelay()

    await show(ada)
    await panelOf(ada).getByRole('button', { name: 'As sent to Ben', exact: true }).click()
    const shown = ada.page.getByRole('dialog', { name: 'As sent to Ben' })
    await expect(shown.getByRole('group', { name: 'Text of the version' })).toContainText('Beans in spring.')
    await expect(shown).not.toContainText('Garlic')
    await looks(ada.page, 'version-shown')
    await ada.page.keyboard.press('Escape')
    await expect(shown).toBeHidden()
    await looks(ada.page, 'versions')

    const ben = await arrive()
    await ben.visit(ada.page.url())
    await ben.sees('Garlic in autumn.')
    const words = Array.from({ length: 40 }, (_, n) => `word${n} `).join('')
    const typing = ben.type(words)
    await ben.sees('word5 ')
    await choose(ada, 'As sent to Ben', 'Restore')
    const told = ada.page.getByText('The text is as in “As sent to Ben” again.')
    await expect(told).toBeVisible()
    await expect(panelOf(ada)).toBeHidden()
    // Whoever goes there with the keys keeps a notice.
    await ada.page.keyboard.press('F6')
    await looks(ada.page, 'version-restored')
    await typing
    for (const person of [ada, ben]) await person.sees('Beans in spring.')

    // What Ben had typed before is in the version that was kept, and what he typed since is there.
    const [before] = await new VersionsClient(relay).list(id)
    expect(before!.name).toBe('Before restoring “As sent to Ben”')
    const lineOf = (text: string): string => /^Ben: ?(.*)$/m.exec(text)?.[1] ?? ''
    const kept = await new VersionsClient(relay).text(id, before!.id)
    expect(kept).toContain('Garlic in autumn.')
    await ada.savedOnRelay()
    const letters = (text: string): string => text.replaceAll(/\s/g, '')
    await expect.poll(async () => letters(lineOf(kept) + lineOf(await ada.words()))).toBe(letters(words))

    // And the way back: what he typed since is kept, too.
    await ada.page.locator('.toast', { hasText: 'As sent to Ben' }).getByRole('button', { name: 'Undo' }).click()
    await expect(ada.page.getByText('The text is as it was before “As sent to Ben” was restored.')).toBeVisible()
    for (const person of [ada, ben]) await person.sees('Garlic in autumn.')
    expect((await new VersionsClient(relay).list(id)).map((version) => version.name)).toEqual([
      'Before undoing “As sent to Ben”',
      'Before restoring “As sent to Ben”',
      'As sent to Ben',
    ])

    // What she did before that is not taken back once more, beside what is there.
    await ada.savedOnRelay()
    const all = await ada.words()
    await ada.text.getByText('Garlic in autumn.').click()
    for (let n = 0; n < 3; n++) await ada.page.keyboard.press('ControlOrMeta+z')
    await ada.savedOnRelay()
    expect(await ada.words()).toBe(all)
  },
)

story(
  'B3: a version gets another name, is deleted after a question, and of many the latest are shown',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const id = await ada.visitWithDocument(relay.url, 'Garden')
    await ada.type('Beans')
    await ada.savedOnRelay()
    const script = new VersionsClient(relay)
    for (let n = 1; n <= 7; n++) await script.keep(id, `v${n}`, `Number ${n}`)
    await show(ada)
    await expect(versionsIn(ada)).toHaveCount(5)
    await panelOf(ada).getByRole('button', { name: 'Show all 7 versions' }).click()
    await expect(versionsIn(ada)).toHaveCount(7)

    // Escape leaves the field, and not the panel; a composition's Enter is none.
    await choose(ada, 'Number 7', 'Rename')
    await expect(nameField(ada)).toBeFocused()
    await expect(nameField(ada)).toHaveValue('Number 7')
    await ada.page.keyboard.type('Not this')
    await ada.page.keyboard.press('Escape')
    await expect(nameField(ada)).toBeHidden()
    await expect(panelOf(ada)).toBeVisible()
    await expect(panelOf(ada).getByRole('button', { name: 'What to do with “Number 7”' })).toBeFocused()
    await choose(ada, 'Number 7', 'Rename')
    await expect(nameField(ada)).toBeFocused()
    await ada.page.keyboard.type('Sieben')
    await nameField(ada).dispatchEvent('keydown', { key: 'Enter', isComposing: true })
    await expect(nameField(ada)).toHaveValue('Sieben')
    await ada.page.keyboard.press('Enter')
    await expect(versionsIn(ada).first()).toContainText('Sieben')

    await choose(ada, 'Sieben', 'Delete…')
    const question = ada.page.getByRole('alertdialog')
    await expect(question).toContainText('Delete the version “Sieben”?')
    await looks(ada.page, 'version-delete')
    await question.getByRole('button', { name: 'Keep it' }).click()
    await expect(versionsIn(ada)).toHaveCount(7)
    await choose(ada, 'Sieben', 'Delete…')
    await question.getByRole('button', { name: 'Delete it' }).click()
    await expect(versionsIn(ada)).toHaveCount(6)
    expect((await script.list(id)).map((version) => version.name)).not.toContain('Sieben')
  },
)

story(
  'B1, B6: without the relay nothing is said to be kept or restored; what to do next is said',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const restores = await routed(ada.page, '**/v1/restore')
    const id = await ada.visitWithDocument(relay.url, 'Garden')
    await ada.type('Beans')
    await ada.savedOnRelay()
    const script = new VersionsClient(relay)
    await script.keep(id, 'v1', 'First')
    await show(ada)
    await expect(versionsIn(ada)).toHaveCount(1)
    await panelOf(ada).getByRole('button', { name: 'Name this version' }).click()
    await expect(nameField(ada)).toBeFocused()
    await relay.kill()
    await ada.page.keyboard.type('Second')
    await ada.page.keyboard.press('Enter')
    await expect(
      panelOf(ada).getByText(/^The name was not kept: the relay cannot be reached just now.* try again/),
    ).toBeVisible({ timeout: 30_000 })
    await expect(nameField(ada)).toHaveValue('Second')
    await looks(ada.page, 'version-not-kept')
    await relay.start()
    await ada.savedOnRelay(60_000)
    await nameField(ada).press('Enter')
    await expect(versionsIn(ada)).toHaveText([/Second/, /First/])

    // What came of a restore nobody knows when the relay fails while it carries that out.
    restores.answer = (route) => route.fulfill({ status: 503, body: 'no' })
    await choose(ada, 'First', 'Restore')
    await expect(ada.page.getByText('It is not known whether “First” was restored: no answer came')).toBeVisible()
    restores.answer = undefined

    // Somebody else has deleted one meanwhile: the text stays, and the others are as they were.
    await script.ask('DELETE', id, '/v1')
    await choose(ada, 'First', 'Restore')
    await expect(
      ada.page.getByText('“First” was not restored, and the text is as it was: there is no such version'),
    ).toBeVisible()
    await expect(panelOf(ada)).toBeVisible()
    await choose(ada, 'First', 'Show')
    await expect(ada.page.getByText('The version cannot be shown: there is no such version any more.')).toBeVisible()
    expect(await new ContentClient(relay).text(id)).toBe('Beans\n')
  },
)

story(
  'B1, B6: a restore is asked for once however often it is clicked; a name that is not kept after the panel was closed is told of',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const [restores, versions] = [await routed(ada.page, '**/v1/restore'), await routed(ada.page, '**/versions/*')]
    const id = await ada.visitWithDocument(relay.url, 'Garden')
    await ada.type('Beans')
    await ada.savedOnRelay()
    await new VersionsClient(relay).keep(id, 'v1', 'First')
    await ada.type(' and garlic')
    await ada.savedOnRelay()
    const go = Promise.withResolvers<void>()
    restores.answer = async (route) => {
      await go.promise
      await route.continue()
    }
    await show(ada)
    await choose(ada, 'First', 'Show')
    const again = ada.page.getByRole('dialog', { name: 'First' }).getByRole('button', { name: 'Restore' })
    await again.click()
    await expect(again).toBeDisabled()
    go.resolve()
    await expect(ada.page.locator('.toast', { hasText: 'First' }).getByRole('button', { name: 'Undo' })).toBeVisible()

    const fail = Promise.withResolvers<void>()
    versions.answer = async (route) => {
      if (route.request().method() !== 'PUT') return await route.continue()
      await fail.promise
      await route.fulfill({ status: 503, body: 'no' })
    }
    await show(ada)
    await panelOf(ada).getByRole('button', { name: 'Name this version' }).click()
    await expect(nameField(ada)).toBeFocused()
    const asked = ada.page.waitForRequest(
      (request) => request.method() === 'PUT' && request.url().includes('/versions/'),
    )
    await ada.page.keyboard.type('Second')
    await ada.page.keyboard.press('Enter')
    await asked
    await panelOf(ada).getByRole('button', { name: 'Close' }).click()
    await expect(panelOf(ada)).toBeHidden()
    fail.resolve()
    await expect(ada.page.getByText('It is not known whether the name “Second” was kept')).toBeVisible()
  },
)

story(
  'B2: a version of everything that a document holds is shown with its image; nothing of it runs or loads from elsewhere',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const id = await ada.visitWithDocument(relay.url, 'Garden')
    const image = png(80, 40, [40, 120, 90])
    const address = attachmentPath(sha256Of(image))
    await fetch(relay.url + address, { method: 'PUT', body: new Uint8Array(image) })
    const words = [
      '# Plan',
      'Some **bold** and *slanted* words, `code`, and a [link](https://example.org).',
      `![A bed](${address}) ![From elsewhere](https://example.org/a.png)`,
      '- one\n- two',
      '- [x] sown\n- [ ] watered',
      '| Bed | Plant |\n|---|---|\n| 1 | Beans |',
      '> Quoted',
      '```js\nconst a = "<img src=x onerror=alert(1)>"\n```',
    ]
    await new ContentClient(relay).write(id, 'append', words.join('\n\n'))
    await new VersionsClient(relay).keep(id, 'v1', 'Everything')
    await show(ada)
    await choose(ada, 'Everything', 'Show')
    const text = ada.page
      .getByRole('dialog', { name: 'Everything' })
      .getByRole('group', { name: 'Text of the version' })
    await expect(text.getByRole('heading', { name: 'Plan' })).toBeVisible()
    await expect(text.getByRole('img')).toHaveCount(1)
    await expect.poll(() => text.getByRole('img').evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(80)
    await expect(text).toContainText('From elsewhere')
    await expect(text.getByRole('link', { name: 'link' })).toHaveAttribute('target', '_blank')
    await expect(text.getByRole('table')).toContainText('Beans')
    await looks(ada.page, 'version-rich')
  },
)
