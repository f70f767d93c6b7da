// DESIGN §9: each channel does the job that it is best at. What a person sees was brought by the channel that owns it, and no
// channel is there that no screen uses.
import type { Page } from '@playwright/test'
import { API_PREFIX } from '../../contracts/api-prefix.ts'
import { EVENTS_PATH } from '../../contracts/events-path.ts'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { SEARCH_ROUTE } from '../../contracts/search.ts'
import { SYNC_PATH } from '../../contracts/wire.ts'
import { expect, story } from '../support/browser.ts'
import { found } from '../support/search-client.ts'

/** What a page has asked the relay for: `GET /api/v1/search`, `WebSocket /sync/`. */
function asked(page: Page): Set<string> {
  const seen = new Set<string>()
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith(API_PREFIX) || pathname === GRAPHQL_ROUTE.path)
      seen.add(`${request.method()} ${pathname.replace(/(?<=\/documents\/)[^/]+/, '{id}')}`)
  })
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).pathname.startsWith(SYNC_PATH)) seen.add(`WebSocket ${SYNC_PATH}`)
  })
  return seen
}

story('§9: each screen is served by the channel that owns what it shows', async ({ relay, arrive }) => {
  const ada = await arrive()
  const channels = asked(ada.page)
  await ada.open(relay.url)
  await ada.skipName()

  // The list: one query, over GraphQL, and then events.
  await expect.poll(() => [...channels]).toContain(`POST ${GRAPHQL_ROUTE.path}`)
  await expect.poll(() => [...channels]).toContain(`GET ${EVENTS_PATH}`)
  expect([...channels]).not.toContain(`GET ${API_PREFIX}/documents`)

  // Text and carets: sync. Writes: REST.
  await ada.startDocument()
  await ada.title.fill('Garden')
  await ada.title.press('Enter')
  await ada.type('Beans and garlic')
  await ada.savedOnRelay()
  expect([...channels]).toContain(`WebSocket ${SYNC_PATH}`)
  await expect
    .poll(() => [...channels].filter((one) => /^(PUT|PATCH) /.test(one)))
    .toContain(`PUT ${API_PREFIX}/documents/{id}`)

  // What somebody else does: an event, and no list is asked for.
  const ben = await arrive()
  await ben.open(ada.page.url())
  await ben.skipName()
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
})
