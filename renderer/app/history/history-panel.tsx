// What was done to the document, in a panel at the side: its named versions; and who, when, and how much, each row as soon as the relay
// has told it.
import { Dialog } from '@base-ui/react/dialog'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { useNow } from '../../ui/use-now.ts'
import '../../words/history-words.ts'
import { PanelHead } from '../side-panel.tsx'
import { HistoryNote } from './history-note.tsx'
import { HistoryRowItem } from './history-row.tsx'
import { useHistory } from './use-history.ts'
import { NamedVersions } from './versions.tsx'
import './history.css'
import './versions.css'

const MINUTE_MS = 60_000

export function HistoryPanel({ id, close }: { id: DocumentId; close: () => void }) {
  const { t } = useTranslation()
  const { rows, state, asked, again, readAll } = useHistory(id)
  const now = useNow(MINUTE_MS)
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="side-panel history">
          <PanelHead>{t('history.title')}</PanelHead>
          {/* The keyboard scrolls what has the focus. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className="panel-rows" role="group" aria-label={t('history.title')} tabIndex={0}>
            <NamedVersions
              id={id}
              now={now}
              asked={asked}
              isToldBelow={state === 'offline' || state === 'unknown'}
              close={close}
            />
            <ul role="list">
              {rows.map((row) => (
                <HistoryRowItem key={keyOf(row)} row={row} now={now} />
              ))}
            </ul>
            <HistoryNote rows={rows} state={state} again={again} readAll={readAll} />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Each row ends with an edit of its own. */
const keyOf = (row: ReturnType<typeof useHistory>['rows'][number]): string =>
  row.kind === 'reset' ? row.kind : `${row.kind} ${row.toSeq}`
