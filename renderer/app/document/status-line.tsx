// Where the text is, in words, and behind them the connection's details.
import { Popover } from '@base-ui/react/popover'
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../../collab/open-document.ts'
import type { Status } from '../../collab/status.ts'
import { useNow } from '../../ui/use-now.ts'
import { ConnectionCard } from './connection-card.tsx'
import { statusWords } from './status-words.ts'
import { useReadable } from './use-readable.ts'
import './status-line.css'

export function StatusLine({ open }: { open: OpenDocument }) {
  const { t } = useTranslation()
  const status = useReadable(open.status)
  const now = useNow(status.kind === 'reconnecting' && status.nextTryAt !== null ? 1_000 : null)
  const { text, countdown } = statusWords(status, now)
  return (
    <Popover.Root>
      <div className="status" data-tone={toneOf(status)}>
        {/* The announcer says what is news of it (use-announcements.ts), so that not every word is. */}
        <p className="status-words" role="status" aria-live="off">
          {text}
        </p>
        {countdown !== null && (
          <span className="status-countdown" aria-hidden>
            {countdown}
          </span>
        )}
        {/* Over the words and not around them: in a button they could not be a status. */}
        <Popover.Trigger className="status-button" aria-label={t('document.connection.label')} title={text} />
      </div>
      <Popover.Portal>
        <Popover.Positioner sideOffset={8} align="end" collisionPadding={8} className="above">
          <Popover.Popup className="popup connection">
            <ConnectionCard open={open} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function toneOf({ kind }: Status): 'calm' | 'alert' {
  return kind === 'action-needed' ? 'alert' : 'calm'
}
