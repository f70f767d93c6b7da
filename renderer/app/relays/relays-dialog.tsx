// The relays this app knows: which one the window shows, another one by its address, away with one. Desktop only: in the
// browser the relay is the one that served the page.
import { Dialog } from '@base-ui/react/dialog'
import { Trash2, X } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EMBEDDED_RELAY } from '../../../contracts/desktop.ts'
import type { Desktop } from '../../platform/platform.ts'
import { notify } from '../../ui/toasts.tsx'
import { useMenuCommand } from '../desktop/menu-command.ts'
import { useServices } from '../services.ts'
import { AddRelay } from './add-relay.tsx'
import './relays-dialog.css'

export function RelaysDialog({ desktop }: { desktop: Desktop }) {
  const { t } = useTranslation()
  const [relays, setRelays] = useState<readonly string[]>([])
  const [isOpen, setOpen] = useState(false)
  const look = useCallback(async () => setRelays(await desktop.relays()), [desktop])
  useMenuCommand('relays', () => {
    look()
      .then(() => setOpen(true))
      .catch(reportError)
  })
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className="relays-backdrop" />
        <Dialog.Popup className="popup relays">
          <header className="relays-head">
            <Dialog.Title className="relays-title">{t('desktop.relays.title')}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label={t('desktop.relays.close')}>
              <X aria-hidden />
            </Dialog.Close>
          </header>
          <Dialog.Description className="relays-words">{t('desktop.relays.what')}</Dialog.Description>
          <ul className="relays-list">
            {relays.map((identity) => (
              <Row key={identity} identity={identity} desktop={desktop} gone={() => void look().catch(reportError)} />
            ))}
          </ul>
          <AddRelay desktop={desktop} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Row({ identity, desktop, gone }: { identity: string; desktop: Desktop; gone: () => void }) {
  const { t } = useTranslation()
  const { relayIdentity } = useServices()
  const [asked, setAsked] = useState(false)
  const isCurrent = identity === relayIdentity
  const name = identity === EMBEDDED_RELAY ? t('desktop.relays.embedded') : new URL(identity).host
  const say = (cause: unknown): void => notify({ text: t('desktop.relays.failed', { why: String(cause) }) })
  if (asked)
    return (
      <li className="relays-row">
        <p className="relays-question">{t('desktop.relays.removeWhat', { name })}</p>
        <button type="button" className="button" onClick={() => setAsked(false)}>
          {t('desktop.relays.keep')}
        </button>
        <button
          type="button"
          className="button outlined"
          onClick={() => void desktop.removeRelay(identity).then(gone, say)}
        >
          {t('desktop.relays.remove')}
        </button>
      </li>
    )
  return (
    <li className="relays-row">
      <span className="relays-name">
        {name}
        <span className="relays-more">{identity === EMBEDDED_RELAY ? t('desktop.relays.embeddedWhat') : identity}</span>
      </span>
      {isCurrent ? (
        <span className="relays-current">{t('desktop.relays.current')}</span>
      ) : (
        <button
          type="button"
          className="button outlined"
          aria-label={t('desktop.relays.openNamed', { name })}
          onClick={() => void desktop.switchRelay(identity).catch(say)}
        >
          {t('desktop.relays.open')}
        </button>
      )}
      {identity === EMBEDDED_RELAY ? (
        <span className="relays-no-button" />
      ) : (
        <button
          type="button"
          className="icon-button"
          aria-label={t('desktop.relays.removeNamed', { name })}
          onClick={() => setAsked(true)}
        >
          <Trash2 aria-hidden />
        </button>
      )}
    </li>
  )
}
