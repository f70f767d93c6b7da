// Where the text is, in words, and behind them the connection's details.
import { Popover } from '@base-ui/react/popover'
import type { OpenDocument } from '../../collab/open-document.ts'
import type { Status } from '../../collab/status.ts'
import { useNow } from '../../ui/use-now.ts'
import { ConnectionCard } from './connection-card.tsx'
import { statusWords } from './status-words.ts'
import { useReadable } from './use-readable.ts'
import './status-line.css'

export function StatusLine({ open }: { open: OpenDocument }) {
  const status = useReadable(open.status)
  const now = useNow(status.kind === 'reconnecting' && status.nextTryAt !== null ? 1_000 : null)
  const { text, countdown } = statusWords(status, now)
  return (
    <Popover.Root>
      <div className="status" data-tone={toneOf(status)}>
        {/* A live region may not stand inside a button, so the button lies over it. */}
        <p className="status-words" role="status">
          {text}
          {countdown !== null && <span aria-hidden> {countdown}</span>}
        </p>
        <Popover.Trigger className="status-button" aria-label="Connection details" title={text} />
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
