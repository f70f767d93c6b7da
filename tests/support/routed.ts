// What becomes of some requests of a page, which a story changes as it goes.
import type { Page, Route } from '@playwright/test'

export interface Routed {
  /** Undefined: they go where they were to go. */
  answer: ((route: Route) => unknown) | undefined
}

/**
 * From before the page is there, and to its end: one that is there already has its old way to the network for a moment after
 * Chromium has said that its requests are held, and what a story does next may go past.
 */
export async function routed(page: Page, which: Parameters<Page['route']>[0]): Promise<Routed> {
  const those: Routed = { answer: undefined }
  await page.route(which, (route) => (those.answer === undefined ? route.fallback() : those.answer(route)))
  return those
}
