// What becomes of some requests of a page, which a story changes as it goes.
import type { Page, Route } from '@playwright/test'

export interface Routed {
  /** Undefined: they go where they were to go. */
  answer: ((route: Route) => unknown) | undefined
}

/**
 * From before the page is there, and to its end: of a page that is there already a request has gone past a hold which Chromium had
 * confirmed a moment before.
 */
export async function routed(page: Page, which: Parameters<Page['route']>[0]): Promise<Routed> {
  const those: Routed = { answer: undefined }
  await page.route(which, (route) => (those.answer === undefined ? route.fallback() : those.answer(route)))
  return those
}
