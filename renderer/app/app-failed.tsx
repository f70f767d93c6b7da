// Shown in place of the app when it cannot even begin (a window without storage, or a first start of the desktop app without its
// relay), or when it broke; and in place of a text that cannot be opened.
import { CSPProvider } from '@base-ui/react/csp-provider'
import { useState } from 'react'
import { EmbeddedRelayDown } from '../platform/platform.ts'
import { Notices } from '../ui/notices.tsx'
import { t } from '../words/words.ts'
import { loadAnew } from './load-anew.ts'
import { Message } from './message.tsx'
import { NoStorage, NotOpened } from './start-services.ts'

interface AppFailedProps {
  readonly cause: unknown
  readonly during: 'start' | 'use'
}

/** With the notices that nobody shows any more: one may say of which words it is not known whether they are kept. */
export function InsteadOfApp(props: AppFailedProps) {
  return (
    <CSPProvider disableStyleElements>
      <AppFailed {...props} />
      <Notices />
    </CSPProvider>
  )
}

export function AppFailed({ cause, during }: AppFailedProps) {
  const [isAway, setAway] = useState(false)
  const { title, words } = during === 'use' ? brokeOff(cause) : noStart(cause)
  const tryAgain = (): void => void loadAnew().then((comes) => setAway(!comes))
  return (
    <Message title={title} action={{ label: t('start.tryAgain'), run: tryAgain }}>
      <strong role="status">{isAway && t('start.away')}</strong> {words}
    </Message>
  )
}

interface Explanation {
  readonly title: string
  readonly words: string
}

function brokeOff(cause: unknown): Explanation {
  if (cause instanceof NotOpened)
    return { title: t('start.notOpened.title'), words: t('start.notOpened.words', { why: messageOf(cause.cause) }) }
  return { title: t('start.brokeOff.title'), words: t('start.brokeOff.words', { why: String(cause) }) }
}

function noStart(cause: unknown): Explanation {
  const why = messageOf(cause)
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

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
