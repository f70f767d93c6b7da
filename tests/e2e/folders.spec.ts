// D6: folders in the list of documents, with the keys and in narrow windows; what is done with the relay away is done when it is back,
// and what the relay refuses is said.
import { API_PREFIX } from '../../contracts/api-prefix.ts'
import { expect, type Person, story } from '../support/browser.ts'
import { look as picture, looks } from '../support/examine.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

// Some states in their looks, and axe takes its time.
story.setTimeout(300_000)

const chip = ({ page }: Person, name: string) =>
  page.getByRole('group', { name: 'Folders' }).getByRole('button', { name, exact: true })
const rows = ({ documents }: Person) => documents.getByRole('listitem')
const picker = ({ page }: Person) => page.getByRole('combobox', { name: /^Move .* to a folder$/ })

async function named(person: Person, title: string): Promise<void> {
  await person.startDocument(title)
  await person.title.press('Enter')
}

/** By the keys alone: the menu of the row that has the focus, and its third entry. */
async function askWhereTo(person: Person, title: string): Promise<void> {
  await person.documents.getByRole('link', { name: title }).focus()
  await person.page.keyboard.press('Shift+F10')
  await person.page.getByRole('menuitem', { name: 'Move to folder…' }).press('Enter')
  await expect(picker(person)).toBeFocused()
}

story('documents are put into folders, found there, and stay when the folder goes', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await ada.visit(relay.url)
  await named(ada, 'Bread')
  await named(ada, 'Soup')
  await page.keyboard.press('ControlOrMeta+Alt+d')
  await expect(chip(ada, 'New folder')).toBeVisible()

  // A folder is made where a document is moved, with nothing but keys.
  await askWhereTo(ada, 'Bread')
  await expect(page.getByText('There is no folder yet')).toBeVisible()
  await page.keyboard.type('Recipes')
  await expect(page.getByRole('option', { name: 'New folder “Recipes”' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByText('“Bread” is in the folder “Recipes”.')).toBeVisible()
  await expect(ada.documents.getByRole('link', { name: 'Bread' })).toBeFocused()

  // Another, above the list.
  await chip(ada, 'New folder').click()
  await page
    .getByRole('textbox', { name: 'Name of the folder' })
    .fill('A folder with quite a long name, as people give them')
  await page.getByRole('textbox', { name: 'Name of the folder' }).press('Enter')
  await expect(page.getByText('Nothing is in this folder yet')).toBeVisible()
  await picture(page, 'folders-empty')
  await chip(ada, 'Recipes').click()
  await expect(rows(ada)).toHaveText([/Bread/])
  await looks(page, 'folders-chosen')

  // What is started here, lies here.
  await page.getByRole('button', { name: 'New document' }).click()
  await ada.title.fill('Cake')
  await ada.title.press('Enter')
  await page.keyboard.press('ControlOrMeta+Alt+d')
  await expect(rows(ada)).toHaveCount(2)
  await askWhereTo(ada, 'Cake')
  await page.keyboard.type('re')
  await expect(page.getByRole('option')).toHaveCount(2)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Backspace')
  await looks(page, 'folders-move')
  await page.getByRole('option', { name: 'No folder' }).click()
  await expect(rows(ada)).toHaveText([/Bread/])
  // The notice before it may still be there, for what is hovered stays.
  await page.locator('.toast', { hasText: 'Cake' }).getByRole('button', { name: 'Undo' }).click()
  await expect(rows(ada)).toHaveCount(2)

  // Somebody else sees the same, and renames it.
  const ben = await arrive()
  await ben.page.goto(`${relay.url}/documents`)
  await chip(ben, 'Recipes').click()
  await expect(rows(ben)).toHaveCount(2)
  await ben.page.getByRole('button', { name: 'Actions for the folder Recipes' }).click()
  await ben.page.getByRole('menuitem', { name: 'Rename folder' }).click()
  const name = ben.page.getByRole('textbox', { name: 'Name of the folder' })
  await expect(name).toBeFocused()
  await name.fill('Kitchen')
  await name.press('Enter')
  await expect(chip(ada, 'Kitchen')).toBeVisible()

  // The question says what happens, and that is what happens.
  await page.getByRole('button', { name: 'Actions for the folder Kitchen' }).click()
  await page.getByRole('menuitem', { name: 'Delete folder' }).click()
  await expect(page.getByText('No document is deleted: the 2 in it stay')).toBeVisible()
  await looks(page, 'folders-delete')
  await page.getByRole('button', { name: 'Delete folder' }).click()
  await expect(chip(ben, 'Kitchen')).toBeHidden()
  for (const person of [ada, ben])
    for (const title of ['Bread', 'Cake', 'Soup'])
      await expect(person.documents.getByRole('link', { name: title })).toBeVisible()
})

story('the palette moves the document on the screen, and gives the text back the focus', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await ada.visit(relay.url)
  await named(ada, 'Letter')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Find a document or a command' }).fill('move to folder')
  await page.keyboard.press('Enter')
  await expect(picker(ada)).toBeFocused()
  await page.keyboard.type('Post')
  await page.keyboard.press('Enter')
  await expect(page.getByText('“Letter” is in the folder “Post”.')).toBeVisible()
  await expect(ada.text).toBeFocused()
  const rest = new RestClient(relay)
  const told = async (): Promise<string[]> => {
    const { folders } = (await rest.ask('GET', `${API_PREFIX}/folders`)).body as { folders: { title: string }[] }
    return folders.map(({ title }) => title)
  }
  await expect.poll(told).toEqual(['Post'])
})

story(
  'with the relay away folders are read, made and filled, over a reload; then it is told, and what it refuses is said',
  async ({ relay, arrive }) => {
    const rest = new RestClient(relay)
    await rest.createFolder('garden', 'Garden')
    await rest.createFolder('doomed', 'Doomed')
    await rest.ask('PUT', rest.document('beans'), { body: { title: 'Beans', folder: 'garden' } })
    const ada = await arrive({ serviceWorkers: 'allow' })
    const { page } = ada
    await page.goto(`${relay.url}/documents`)
    await ada.keepsApp()
    await chip(ada, 'Garden').click()
    await expect(rows(ada)).toHaveText([/Beans/])

    // The page goes on without it. Somebody deletes a folder before it goes.
    await rest.ask('DELETE', rest.folder('doomed'))
    await expect(chip(ada, 'Doomed')).toBeHidden()
    await relay.kill()
    await page.reload()
    await expect(rows(ada)).toHaveText([/Beans/])
    await askWhereTo(ada, 'Beans')
    await page.keyboard.type('Winter')
    await page.keyboard.press('Enter')
    await chip(ada, 'Winter').click()
    await expect(rows(ada)).toHaveText([/Beans/])
    await page.reload()
    await expect(rows(ada)).toHaveText([/Beans/])
    await relay.start()
    // She comes back to the window, and waits for nobody's time to try again.
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    const winter = await until('the folder and the move to be told', async () => {
      const { folder } = (await rest.read('beans')).body as { folder: string | null }
      return folder === 'garden' || folder === null ? undefined : folder
    })
    expect((await rest.ask('GET', rest.folder(winter))).body).toMatchObject({ title: 'Winter' })
  },
)

story('what the relay refuses goes back, and the notice says so', async ({ relay, arrive }) => {
  const rest = new RestClient(relay)
  await rest.createFolder('doomed', 'Doomed')
  await rest.create('beans', 'Beans')
  const ada = await arrive()
  const { page } = ada
  // What she does is on its way when the folder goes, and she has not heard of that.
  await page.route(`**${API_PREFIX}/documents/beans`, async (route) => {
    if (route.request().method() === 'PATCH') await rest.ask('DELETE', rest.folder('doomed'))
    await route.continue()
  })
  await page.goto(`${relay.url}/documents`)
  await expect(chip(ada, 'Doomed')).toBeVisible()
  await askWhereTo(ada, 'Beans')
  await page.keyboard.press('Enter')
  await expect(
    page.getByText('“Beans” is where it was before. The relay refused: the folder was deleted.'),
  ).toBeVisible()
  // What was said before is not true any more.
  await expect(page.locator('.toast')).toHaveCount(1)
  await picture(page, 'folders-refused')
  await expect(chip(ada, 'Doomed')).toBeHidden()
  await expect(ada.documents.getByRole('link', { name: 'Beans' })).toBeVisible()
})
