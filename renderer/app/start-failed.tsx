// Shown when the app cannot even begin: a window without storage, or a first start of the desktop app without its relay.
import { EmbeddedRelayDown } from '../platform/platform.ts'
import { t } from '../words/words.ts'
import { Message } from './message.tsx'
import { NoStorage } from './start-services.ts'

export function StartFailed({ cause }: { cause: unknown }) {
  const { title, words } = explanation(cause)
  return (
    <Message title={title} action={{ label: t('start.tryAgain'), run: () => location.reload() }}>
      {words}
    </Message>
  )
}

function explanation(cause: unknown): { readonly title: string; readonly words: string } {
  const why = cause instanceof Error ? cause.message : String(cause)
  if (cause instanceof EmbeddedRelayDown)
    return { title: t('start.relayDown.title'), words: t('start.relayDown.words', { why }) }
  if (cause instanceof NoStorage)
    return {
      title: t('start.noStorage.title'),
      words:
        cause.platform === 'browser'
          ? t('start.noStorage.inBrowser', { why })
          : t('start.noStorage.onDesktop', { why }),
    }
  return { title: t('start.failed.title'), words: t('start.failed.words', { why: String(cause) }) }
}
