// Where the text is, in words, and behind them the connection's details.
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../../collab/open-document.ts'
import type { Status } from '../../collab/status.ts'
import { latePopup } from '../../ui/late-popup.tsx'
import { useNow } from '../../ui/use-now.ts'
import { statusWords } from './status-words.ts'
import { useReadable } from './use-readable.ts'
import './status-line.css'

const Card = latePopup('dialog', async () => (await import('./connection-card.tsx')).ConnectionCard)

export function StatusLine({ open }: { open: OpenDocument }) {
  const { t } = useTranslation()
  const status = useReadable(open.status)
  const now = useNow(status.kind === 'reconnecting' && status.nextTryAt !== null ? 1_000 : null)
  const { text, countdown } = statusWords(status, now, useReadable(open.contents) === 'not-here')
  return (
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
      <Card
        document={open}
        trigger={
          <button type="button" className="status-button" aria-label={t('document.connection.label')} title={text} />
        }
      />
    </div>
  )
}

function toneOf({ kind }: Status): 'calm' | 'alert' {
  return kind === 'action-needed' ? 'alert' : 'calm'
}
