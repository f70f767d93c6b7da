// The form that adds a relay by its address. Main looks whether one is there before anything is kept; only a relay that asks
// for a secret is asked about.
import { type SyntheticEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Added } from '../../../contracts/desktop.ts'
import type { Desktop } from '../../platform/platform.ts'
import { notify } from '../../ui/toasts.tsx'

type Refusal = Extract<Added, { is: 'refused' }>['why']

export function AddRelay({ desktop }: { desktop: Desktop }) {
  const { t } = useTranslation()
  const [address, setAddress] = useState('')
  const [secret, setSecret] = useState('')
  const [wantsSecret, setWantsSecret] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [isAsking, setAsking] = useState(false)
  const ids = { address: useId(), secret: useId(), refusal: useId() }

  const add = async (): Promise<void> => {
    setAsking(true)
    setRefusal(null)
    try {
      const added = await desktop.addRelay(address, secret)
      if (added.is === 'refused') {
        setRefusal(added.why)
        setWantsSecret(wantsSecret || added.why === 'secret-required')
        return
      }
      if (!added.secretKept) notify({ text: t('desktop.relays.secretNotKept') })
      await desktop.switchRelay(added.relay.identity)
    } catch (cause) {
      notify({ text: t('desktop.relays.failed', { why: String(cause) }) })
    } finally {
      setAsking(false)
    }
  }
  return (
    <form
      className="relays-form"
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault()
        if (!isAsking && address.trim() !== '') void add()
      }}
    >
      <label htmlFor={ids.address}>{t('desktop.relays.address')}</label>
      <div className="relays-address">
        <input
          id={ids.address}
          className="field"
          placeholder="https://write.example.org"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          maxLength={300}
          value={address}
          aria-invalid={refusal !== null}
          aria-describedby={ids.refusal}
          onChange={(event) => {
            setAddress(event.target.value)
            setRefusal(null)
          }}
        />
        <button type="submit" className="button filled" disabled={isAsking || address.trim() === ''}>
          {t(isAsking ? 'desktop.relays.asking' : 'desktop.relays.add')}
        </button>
      </div>
      {wantsSecret && (
        <>
          <label htmlFor={ids.secret}>{t('desktop.relays.secret')}</label>
          <input
            id={ids.secret}
            className="field"
            type="password"
            autoComplete="off"
            maxLength={300}
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        </>
      )}
      <p id={ids.refusal} className="relays-refusal" role="status">
        {refusal === null ? '' : t(`desktop.relays.refused.${refusal}`)}
      </p>
    </form>
  )
}
