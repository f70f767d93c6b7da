// The one dialog of imports and exports: what and how, then how far, then what became of it. Loaded by
// transfer.tsx.
import '../../words/transfer-words.ts'
import { Dialog } from '@base-ui/react/dialog'
import { useTranslation } from 'react-i18next'
import { useReadable } from '../document/use-readable.ts'
import { documentPath, go } from '../route.ts'
import { useServices } from '../services.ts'
import { AskExport } from './ask-export.tsx'
import { AskImport } from './ask-import.tsx'
import type { TransferState } from './transfers.ts'
import { WorkspaceDialog } from './workspace-dialog.tsx'
import './transfer.css'

export function TransferDialog() {
  const { transfers } = useServices()
  const state = useReadable(transfers.state)
  const running = state.kind === 'running'
  if (state.kind === 'asking' && (state.what === 'import-workspace' || state.what === 'export-workspace'))
    return <WorkspaceDialog what={state.what} />
  return (
    <Dialog.Root
      open={state.kind !== 'none'}
      // What runs is ended by its button, not by a stray click.
      onOpenChange={(open) => !open && !running && transfers.dismiss()}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="transfer-backdrop" />
        <Dialog.Popup className="popup transfer">
          <Content state={state} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Content({ state }: { state: TransferState }) {
  switch (state.kind) {
    case 'none':
      return null
    case 'asking':
      return state.what === 'export' ? <AskExport current={state.current} /> : <AskImport />
    case 'running':
      return <Running {...state} />
    case 'ended':
      return <Ended {...state} />
  }
}

function Running({ what, done, total, name }: Extract<TransferState, { kind: 'running' }>) {
  const { t } = useTranslation()
  const { transfers } = useServices()
  return (
    <>
      <Dialog.Title className="transfer-title">{t(`transfer.${what}.running`)}</Dialog.Title>
      <progress
        className="transfer-progress"
        max={Math.max(1, total)}
        value={done}
        aria-label={t(`transfer.${what}.running`)}
      />
      <p className="quiet transfer-name">{total === 0 ? '…' : t('transfer.progress', { done, total, name })}</p>
      <div className="transfer-buttons">
        <button type="button" className="button outlined" onClick={() => transfers.dismiss()}>
          {t('transfer.cancel')}
        </button>
      </div>
    </>
  )
}

function Ended({ what, done, calledOff, problems, made }: Extract<TransferState, { kind: 'ended' }>) {
  const { t } = useTranslation()
  const { transfers } = useServices()
  return (
    <>
      <Dialog.Title className="transfer-title">
        {t(calledOff ? `transfer.${what}.calledOff` : `transfer.${what}.ended`, { count: done })}
      </Dialog.Title>
      {problems.length > 0 && (
        <>
          <p className="transfer-problems-title">{t('transfer.problem.title', { count: problems.length })}</p>
          <ul className="transfer-problems">
            {problems.map(({ name, text }, at) => (
              <li key={at}>
                {name !== '' && <strong>{name}</strong>} {text}
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="transfer-buttons">
        {made !== undefined && (
          <button
            type="button"
            className="button outlined"
            onClick={() => {
              transfers.dismiss()
              go(documentPath(made))
            }}
          >
            {t('transfer.open')}
          </button>
        )}
        <button type="button" className="button filled" onClick={() => transfers.dismiss()}>
          {t('transfer.close')}
        </button>
      </div>
    </>
  )
}
