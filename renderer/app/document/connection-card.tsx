// How it stands between this computer and the relay, for whoever wants to know more than one line. Loaded by
// status-line.tsx.
import { Popover } from '@base-ui/react/popover'
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../../collab/open-document.ts'
import { Card } from '../../ui/card.tsx'
import type { WithTrigger } from '../../ui/late-popup.tsx'
import { timeWords } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { useServices } from '../services.ts'
import { useReadable } from './use-readable.ts'
import '../../words/connection-words.ts'

interface Row {
  readonly name: string
  readonly value: string
  /** A name: what no translation should touch. */
  readonly isName?: true
}

interface ConnectionCardProps extends WithTrigger {
  readonly document: OpenDocument
}

export function ConnectionCard({ trigger, document }: ConnectionCardProps) {
  return (
    <Card trigger={trigger} className="connection">
      <Content open={document} />
    </Card>
  )
}

function Content({ open }: { open: OpenDocument }) {
  const { t } = useTranslation()
  const { relay } = useServices()
  const { transport, relayName, lastAcknowledgedAt, waiting } = useReadable(open.connection)
  const now = useNow(1_000)
  const host = new URL(relay).host
  const rows: Row[] = [
    { name: t('document.connection.relay'), value: relayName ?? host, isName: true },
    { name: t('document.connection.address'), value: host, isName: true },
    {
      name: t('document.connection.transport'),
      value: transport === null ? t('document.connection.noTransport') : t(`document.transports.${transport}`),
    },
    {
      name: t('document.connection.waiting'),
      value:
        waiting === 0 ? t('document.connection.nothingWaits') : t('document.connection.changes', { count: waiting }),
    },
  ]
  const acknowledged = t('document.connection.acknowledged')
  // All that was saved before this window opened was acknowledged too, nobody knows when.
  if (lastAcknowledgedAt !== null) rows.push({ name: acknowledged, value: timeWords(lastAcknowledgedAt, now) })
  else if (waiting > 0) rows.push({ name: acknowledged, value: t('document.connection.notYet') })
  return (
    <>
      <Popover.Title className="connection-title">{t('document.connection.title')}</Popover.Title>
      <Popover.Description className="connection-words">{t('document.connection.words')}</Popover.Description>
      <dl>
        {rows.map(({ name, value, isName }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd translate={isName ? 'no' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      {transport === null && (
        <button type="button" className="button outlined" onClick={() => open.retryNow()}>
          {t('document.connection.retry')}
        </button>
      )}
    </>
  )
}
