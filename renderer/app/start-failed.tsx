// Shown when the app cannot even begin: a window without storage, or a first start of the desktop app without its relay.
import { EmbeddedRelayDown } from '../platform/desktop.ts'
import { Message } from './message.tsx'
import { NoStorage } from './start-services.ts'

export function StartFailed({ cause }: { cause: unknown }) {
  const { title, words } = explanation(cause)
  return (
    <Message title={title} action={{ label: 'Try again', run: () => location.reload() }}>
      {words}
    </Message>
  )
}

function explanation(cause: unknown): { readonly title: string; readonly words: string } {
  if (cause instanceof EmbeddedRelayDown)
    return {
      title: 'The relay inside Ligature does not start',
      words:
        'Nothing you wrote has been touched. Ligature keeps documents in a relay of its own on this computer, and that ' +
        `has not started. Try again; if that does not help, quit Ligature and open it again. (${cause.message})`,
    }
  if (cause instanceof NoStorage)
    return {
      title: 'Ligature cannot keep anything on this computer',
      words:
        'Nothing you wrote earlier has been touched. This window gives no storage, so what you type could not be kept. ' +
        (cause.platform === 'browser'
          ? 'Private windows often do that: open Ligature in an ordinary window. '
          : 'Look whether the disk is full, then quit Ligature and open it again. ') +
        `(${cause.message})`,
    }
  return {
    title: 'Ligature could not start',
    words: `Nothing you wrote earlier has been touched. Try again; if that does not help, report this: ${String(cause)}`,
  }
}
