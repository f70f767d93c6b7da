// One row of the history. Used by history-panel.tsx.
import { Archive, RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { GUEST } from '../../../contracts/guest.ts'
import type { HistoryRow, HistoryStretch } from '../../../contracts/history.ts'
import { locale } from '../../words/words.ts'
import { initials } from '../document/people-here.tsx'
import { PRESENCE_COLOURS } from '../person/presence-colours.ts'
import { whenWords } from './when-words.ts'

export function HistoryRowItem({ row, now }: { row: HistoryRow; now: number }) {
  const { t } = useTranslation()
  switch (row.kind) {
    case 'stretch':
      return <Stretch stretch={row} now={now} />
    case 'earlier': {
      const count = row.toSeq - row.fromSeq + 1
      return (
        <li className="history-row">
          <Archive aria-hidden className="history-sign" />
          <div>
            <p className="history-who">{t('history.earlier', { count, number: numberWords(count) })}</p>
            <p>{t('history.earlierWords')}</p>
          </div>
        </li>
      )
    }
    case 'reset':
      return (
        <li className="history-row">
          <RotateCcw aria-hidden className="history-sign" />
          <div>
            <p className="history-who">{t('history.reset')}</p>
            <p>{t('history.resetWords')}</p>
          </div>
        </li>
      )
  }
}

function Stretch({
  stretch: { author, startedAt, endedAt, added, removed },
  now,
}: {
  stretch: HistoryStretch
  now: number
}) {
  const { t } = useTranslation()
  const isGuest = author.id === GUEST
  const name = author.name ?? (isGuest ? t('history.guests') : author.id)
  const amounts = [
    ...(added === 0 ? [] : [t('history.added', { count: added, number: numberWords(added) })]),
    ...(removed === 0 ? [] : [t('history.removed', { number: numberWords(removed) })]),
  ]
  return (
    <li className="history-row">
      <span
        className="avatar"
        aria-hidden
        translate="no"
        style={{ backgroundColor: isGuest ? 'var(--history-guest)' : colourOf(author.id) }}
      >
        {initials(name)}
      </span>
      <div>
        <p className="history-who">
          <span className="history-name" translate={author.name === null ? undefined : 'no'}>
            {name}
          </span>
          <time dateTime={new Date(startedAt).toISOString()}>{whenWords(startedAt, endedAt, now)}</time>
        </p>
        <p>{amounts.length === 0 ? t('history.noLetters') : listed(amounts)}</p>
      </div>
    </li>
  )
}

const numberWords = (number: number): string => new Intl.NumberFormat(locale()).format(number)
const listed = (parts: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: 'unit', style: 'short' }).format(parts)

/** Of those that people have: the same for one author in every document. */
function colourOf(id: string): string {
  let sum = 0
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)!) >>> 0
  return PRESENCE_COLOURS[sum % PRESENCE_COLOURS.length]!
}
