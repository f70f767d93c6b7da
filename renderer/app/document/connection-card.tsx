// How it stands between this computer and the relay, for whoever wants to know more than one line.
import { Popover } from '@base-ui/react/popover'
import type { OpenDocument } from '../../collab/open-document.ts'
import { timeWords } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { useServices } from '../services.ts'
import { changesText } from './status-words.ts'
import { useReadable } from './use-readable.ts'

export function ConnectionCard({ open }: { open: OpenDocument }) {
  const { relay } = useServices()
  const { transport, relayName, lastAcknowledgedAt, waiting } = useReadable(open.connection)
  const now = useNow(1_000)
  const host = new URL(relay).host
  const rows: readonly (readonly [string, string])[] = [
    ['Relay', relayName === null || relayName === host ? host : `${relayName} (${host})`],
    ['Connection', transport ?? 'None at the moment'],
    ['Waiting to be sent', waiting === 0 ? 'Nothing' : changesText(waiting)],
    ['Last saved there', lastAcknowledgedAt === null ? 'Not yet from this window' : timeWords(lastAcknowledgedAt, now)],
  ]
  return (
    <>
      <Popover.Title className="connection-title">Where this text is</Popover.Title>
      <Popover.Description className="connection-words">
        Everything you type is kept on this computer first, and then sent to the relay.
      </Popover.Description>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="button outlined" onClick={() => open.retryNow()}>
        Retry now
      </button>
    </>
  )
}
