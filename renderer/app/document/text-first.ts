// On a page that opens with a document, its text is drawn before the rest of the interface arrives: both need the one main
// thread, and the text is what the person came for.
import { routeOf } from '../route.ts'

/** By then the text is being fetched from afar, and the rest need not wait. */
const MOST_MS = 500

let shown: () => void = () => undefined

/** Resolves once the text is drawn, or when there is none to wait for. */
export const textFirst = new Promise<void>((resolve) => {
  shown = resolve
  if (routeOf(location.pathname).kind === 'document') setTimeout(resolve, MOST_MS)
  else resolve()
})

/** There is a text, or word that there is none yet. */
export const noteTextShown = (): void => shown()
