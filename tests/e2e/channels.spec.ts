// DESIGN §9: each channel does the job that it is best at. What a person sees was brought by the channel that owns it, and no
// channel is there that no screen uses.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { API_PREFIX } from '../../contracts/api-prefix.ts'
import { EVENTS_PATH } from '../../contracts/events-path.ts'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { HISTORY_ROUTE } from '../../contracts/history.ts'
import { NDJSON_TYPE } from '../../contracts/ndjson.ts'
import { SEARCH_ROUTE } from '../../contracts/search.ts'
import { VERSION_ROUTES } from '../../contracts/versions.ts'
import { SYNC_PATH } from '../../contracts/wire.ts'
import { WORKSPACE_ROUTES } from '../../contracts/workspace.ts'
import { expect, story } from '../support/browser.ts'
import { peopleStreams } from '../support/people-reader.ts'
import { found } from '../support/search-client.ts'

story.use({ serviceWorkers: 'allow' })

/** What a page has asked the relay for: `GET /api/v1/search`, `WebSocket /sync/`. */
function asked(page: Page): Set<string> {
  const seen = new Set<string>()
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith(API_PREFIX) || pathname === GRAPHQL_ROUTE.path)
      seen.add(`${request.method()} ${pathname.replace(/(?<=\/(?:documents|folders)\/)[^/]+/, '{id}')}`)
  })
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).pathname.startsWith(SYNC_PATH)) seen.add(`WebSocket ${SYNC_PATH}`)
  })
  return seen
}

story('§9: each screen is served by the channel that owns what it shows', async ({ relay, arrive }) => {
  const ada = await arrive()
  const channels = asked(ada.page)
  await ada.visit(relay.url)

  // The list: one query, over GraphQL, and then events.
  await expect.poll(() => [...channels]).toContain(`POST ${GRAPHQL_ROUTE.path}`)
  await expect.poll(() => [...channels]).toContain(`GET ${EVENTS_PATH}`)
  expect([...channels]).not.toContain(`GET ${API_PREFIX}/documents`)

  // Text and carets: sync. Writes: REST.
  await ada.startDocument('Garden')
  await ada.title.press('Enter')
  await ada.type('Beans and garlic')
  await ada.savedOnRelay()
  expect([...channels]).toContain(`WebSocket ${SYNC_PATH}`)
  await expect
    .poll(() => [...channels].filter((one) => /^(PUT|PATCH) /.test(one)))
    .toContain(`PUT ${API_PREFIX}/documents/{id}`)

  // What somebody else does: an event, and no list is asked for.
  const ben = await arrive()
  await ben.visit(ada.page.url())
  // With somebody else there the open comments are watched, whose words are marked: a subscription.
  await expect.poll(() => [...channels]).toContain(`GET ${GRAPHQL_ROUTE.path}`)
  channels.clear()
  await ben.title.fill('Kitchen garden')
  await ben.title.press('Enter')
  await expect(ada.documents.getByText('Kitchen garden')).toBeVisible()
  expect([...channels]).toEqual([])

  // A search: lines, as they are found.
  await expect.poll(() => found(relay, 'garlic')).toHaveLength(1)
  await ada.page.keyboard.press('ControlOrMeta+k')
  await ada.page.getByRole('combobox', { name: 'Find a document or a command' }).fill('garlic')
  await expect(ada.page.getByRole('group', { name: 'In the texts' }).getByRole('option')).toHaveCount(1)
  // And now and then the list, for when texts were last edited.
  channels.delete(`POST ${GRAPHQL_ROUTE.path}`)
  expect([...channels]).toEqual([`${SEARCH_ROUTE.method} ${SEARCH_ROUTE.path}`])
  await ada.page.keyboard.press('Escape')

  // What was done to the document: lines, as they are found. Above them its named versions, over REST.
  channels.clear()
  const answered = ada.page.waitForResponse((response) => response.url().includes('/history?'))
  await ada.chooseInMenu('History')
  await expect(ada.page.getByRole('dialog', { name: 'History' }).getByRole('listitem')).toHaveCount(1)
  expect((await answered).headers()['content-type']).toContain(NDJSON_TYPE)
  channels.delete(`POST ${GRAPHQL_ROUTE.path}`)
  await expect
    .poll(() => [...channels].toSorted())
    .toEqual([HISTORY_ROUTE, VERSION_ROUTES.list].map(({ method, path }) => `${method} ${path.replace(':id', '{id}')}`))

  // Comments: a subscription over GraphQL while they are looked at, and writes over REST.
  await ada.page.keyboard.press('Escape')
  channels.clear()
  await ada.chooseInMenu('Comments')
  const comments = ada.page.getByRole('dialog', { name: 'Comments' })
  await comments.getByRole('textbox', { name: 'New comment' }).fill('Which beans?')
  await comments.getByRole('button', { name: 'Comment', exact: true }).click()
  await expect(comments.getByText('Which beans?')).toBeVisible()
  channels.delete(`POST ${GRAPHQL_ROUTE.path}`)
  await expect
    .poll(() => [...channels].map((one) => one.replace(/[^/]{32}$/, '{thread}')))
    .toEqual([`GET ${GRAPHQL_ROUTE.path}`, `PUT ${API_PREFIX}/documents/{id}/comments/{thread}`])
  await ada.page.keyboard.press('Escape')

  // Who is in a document of the list: a subscription over GraphQL, and no longer than it is looked at.
  await ada.page.goto(`${relay.url}/documents`)
  const who = ada.page.getByRole('button', { name: '1 here now in Kitchen garden' })
  await expect(who).toBeVisible()
  await expect.poll(() => peopleStreams(relay)).toBe(0)
  channels.clear()
  await who.click()
  await expect(ada.page.getByRole('dialog', { name: 'Here now' }).getByRole('listitem')).toHaveCount(1)
  channels.delete(`POST ${GRAPHQL_ROUTE.path}`)
  expect([...channels]).toEqual([`GET ${GRAPHQL_ROUTE.path}`])
  expect(await peopleStreams(relay)).toBe(1)
  await ada.page.keyboard.press('Escape')
  await expect.poll(() => peopleStreams(relay)).toBe(0)
})

story(
  '§9: folders go by REST and events, a workspace as lines, and how far it is by events',
  async ({ relay, arrive }) => {
    const [ada, ben] = [await arrive(), await arrive()]
    for (const { page } of [ada, ben]) await page.goto(`${relay.url}/documents`)
    const { page } = ada
    await page.getByRole('button', { name: 'New document' }).click()
    await ada.skipName()
    await ada.title.fill('Garden')
    await ada.title.press('Enter')
    await ada.savedOnRelay()
    await expect(ben.page.getByRole('link', { name: 'Garden' })).toBeVisible()

    // A folder: written over REST. Who looks on is told by an event, and asks for folders once more.
    const [channels, heard] = [asked(page), asked(ben.page)]
    await page.keyboard.press('ControlOrMeta+Alt+d')
    await page.getByRole('button', { name: 'New folder' }).click()
    await page.getByRole('textbox', { name: 'Name of the folder' }).fill('Recipes')
    await page.keyboard.press('Enter')
    await expect(ben.page.getByRole('button', { name: 'Recipes' })).toBeVisible()
    expect([...channels]).toContain(`PUT ${API_PREFIX}/folders/{id}`)
    expect([...heard].filter((one) => !one.endsWith(GRAPHQL_ROUTE.path))).toEqual([])

    // Everything, out as lines and in again. How far that is comes by events, for a browser hears no answer while it sends.
    await page.addInitScript(() => Object.assign(globalThis, { showSaveFilePicker: undefined }))
    await page.reload()
    await ada.chooseInMenu('Export everything…')
    channels.clear()
    const downloaded = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('link', { name: 'Download' }).click()
    const download = await downloaded
    expect(new URL(download.url()).pathname).toBe(WORKSPACE_ROUTES.export.path)
    await page.keyboard.press('Escape')
    await ada.chooseInMenu('Import a workspace…')
    channels.clear()
    await page
      .locator('input[type=file][accept=".ndjson"]')
      .setInputFiles({ name: 'all.ndjson', mimeType: NDJSON_TYPE, buffer: readFileSync(await download.path()) })
    await expect(page.getByText('The workspace was imported')).toBeVisible()
    channels.delete(`POST ${GRAPHQL_ROUTE.path}`)
    expect([...channels].toSorted()).toEqual([`GET ${EVENTS_PATH}`, `POST ${WORKSPACE_ROUTES.import.path}`])
  },
)
