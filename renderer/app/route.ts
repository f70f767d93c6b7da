// Which screen an address means, and how to go to one. The History API and three kinds of address: a router would be
// larger than the app.
import { useSyncExternalStore } from 'react'
import { type DocumentId, parseDocumentId } from '../../contracts/ids.ts'

export type Route =
  | { readonly kind: 'start' }
  | { readonly kind: 'documents' }
  | { readonly kind: 'trash' }
  | { readonly kind: 'document'; readonly id: DocumentId }
  | { readonly kind: 'nothing-here' }

export function routeOf(path: string): Route {
  if (path === '/' || path === '/index.html') return { kind: 'start' }
  if (path === '/documents') return { kind: 'documents' }
  if (path === '/trash') return { kind: 'trash' }
  const id = /^\/d\/([^/]+)\/?$/.exec(path)?.[1]
  const document = id === undefined ? undefined : parseDocumentId(id)
  return document === undefined ? { kind: 'nothing-here' } : { kind: 'document', id: document }
}

/** The document that this window shows. */
export function shownDocument(): DocumentId | undefined {
  const route = routeOf(location.pathname)
  return route.kind === 'document' ? route.id : undefined
}

export function documentPath(id: DocumentId): string {
  return `/d/${id}`
}

/** What travels with a step. `caret`: where in the text it belongs; a document that was just made is written at its end. */
export interface Step {
  readonly caret: CaretWish | null
}

export type CaretWish = 'start' | 'end'

/** `replace` leaves no step to go back to: for a screen that only decides where to go. */
export function go(path: string, how: 'push' | 'replace' = 'push', step: Step | null = null): void {
  if (how === 'replace') history.replaceState(step, '', path)
  else if (path !== location.pathname) history.pushState(step, '', path)
  dispatchEvent(new PopStateEvent('popstate'))
}

/** Where the step that led here wants the caret. Asked once: a reload or a step back must not move it again. */
export function takeCaretWish(): CaretWish | null {
  const step: unknown = history.state
  const caret = typeof step === 'object' && step !== null && 'caret' in step ? step.caret : null
  if (caret !== 'start' && caret !== 'end') return null
  history.replaceState(null, '')
  return caret
}

export function usePath(): string {
  return useSyncExternalStore(listen, () => location.pathname)
}

function listen(changed: () => void): () => void {
  addEventListener('popstate', changed)
  return () => removeEventListener('popstate', changed)
}
