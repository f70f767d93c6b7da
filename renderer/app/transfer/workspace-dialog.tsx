// All of a relay as one file, out and in: what that is, how far it is, and what became of it. Loaded by transfer-dialog.tsx.
import '../../words/workspace-words.ts'
import { Dialog } from '@base-ui/react/dialog'
import { Download, FileUp } from 'lucide-react'
import { type ChangeEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Imported } from '../../../contracts/workspace.ts'
import { sizeText } from '../../ui/at-most.ts'
import { WorkspaceService } from '../../api/workspace-service.ts'
import { useServices } from '../services.ts'
import type { WorkspaceKind } from './transfers.ts'
import { canPick, runExport, runImport, type WorkspaceState } from './workspace-run.ts'
import './transfer.css'

const ASKING: WorkspaceState = { kind: 'asking' }

export function WorkspaceDialog({ what }: { what: WorkspaceKind }) {
  const { relay, documents, transfers } = useServices()
  const [state, setState] = useState(ASKING)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const run = (work: (signal: AbortSignal) => Promise<WorkspaceState | undefined>): void => {
    const over = new AbortController()
    running.current = over
    work(over.signal)
      .then((end) => setState(end ?? ASKING), reportError)
      .finally(() => (running.current = null))
  }
  const isRunning = state.kind === 'running'
  const close = (): void => {
    if (isRunning) running.current?.abort()
    else transfers.dismiss()
  }
  const begin = {
    export: () => run((signal) => runExport({ relay, signal, shown: setState })),
    import: (file: File) =>
      run(async (signal) => {
        const end = await runImport(file, { relay, signal, shown: setState })
        // Where events are not heard, the list would show them a while later.
        if (end.kind === 'imported') await documents.refresh().catch(() => undefined) // It shows by itself.
        return end
      }),
    again: () => setState(ASKING),
  }
  return (
    // What runs is ended by its button, not by a stray click.
    <Dialog.Root open onOpenChange={(open) => !open && !isRunning && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="transfer-backdrop" />
        <Dialog.Popup className="popup transfer">
          <Content what={what} state={state} begin={begin} close={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface ContentProps {
  readonly what: WorkspaceKind
  readonly state: WorkspaceState
  readonly begin: { readonly export: () => void; readonly import: (file: File) => void; readonly again: () => void }
  readonly close: () => void
}

function Content({ what, state, begin, close }: ContentProps) {
  const { t } = useTranslation()
  const words = what === 'export-workspace' ? 'export' : 'import'
  switch (state.kind) {
    case 'asking':
      return words === 'export' ? (
        <AskExport begin={begin.export} close={close} />
      ) : (
        <AskImport begin={begin.import} close={close} />
      )
    case 'running':
      return <Running words={words} {...state} close={close} />
    case 'exported': {
      const { documents, attachments, damaged } = state.found
      return (
        <End title={t('workspace.export.ended')} close={close}>
          <Counts documents={documents} attachments={attachments} />
          {damaged > 0 && <p className="transfer-words">{t('workspace.export.damaged', { count: damaged })}</p>}
        </End>
      )
    }
    case 'imported':
      return <ImportedEnd found={state.found} close={close} />
    case 'called-off':
      return <End title={t(`workspace.${words}.calledOff`)} close={close} />
    case 'failed':
      return (
        <End
          title={state.isKnown ? t(`workspace.${words}.failed`) : t('workspace.import.title')}
          close={close}
          again={begin.again}
        >
          <p className="transfer-words" role="alert">
            {state.why}
          </p>
        </End>
      )
  }
}

function AskExport({ begin, close }: { begin: () => void; close: () => void }) {
  const { t } = useTranslation()
  const { relay } = useServices()
  return (
    <>
      <Dialog.Title className="transfer-title">{t('workspace.export.title')}</Dialog.Title>
      <Dialog.Description className="transfer-words">{t('workspace.export.words')}</Dialog.Description>
      {!canPick() && <p className="quiet transfer-words">{t('workspace.export.downloads')}</p>}
      <div className="transfer-buttons">
        <button type="button" className="button outlined" onClick={close}>
          {t('transfer.cancel')}
        </button>
        {canPick() ? (
          <button type="button" className="button filled" onClick={begin}>
            <Download aria-hidden /> {t('workspace.export.begin')}
          </button>
        ) : (
          <a className="button filled" href={new WorkspaceService(relay).exportAddress} download onClick={close}>
            <Download aria-hidden /> {t('workspace.export.beginDownload')}
          </a>
        )}
      </div>
    </>
  )
}

function AskImport({ begin, close }: { begin: (file: File) => void; close: () => void }) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const take = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const [file] = target.files ?? []
    if (file !== undefined) begin(file)
  }
  return (
    <>
      <Dialog.Title className="transfer-title">{t('workspace.import.title')}</Dialog.Title>
      <Dialog.Description className="transfer-words">{t('workspace.import.words')}</Dialog.Description>
      <input ref={field} type="file" hidden accept=".ndjson" aria-label={t('workspace.import.begin')} onChange={take} />
      <div className="transfer-buttons">
        <button type="button" className="button outlined" onClick={close}>
          {t('transfer.cancel')}
        </button>
        <button type="button" className="button filled" onClick={() => field.current?.click()}>
          <FileUp aria-hidden /> {t('workspace.import.begin')}
        </button>
      </div>
    </>
  )
}

type RunningProps = Extract<WorkspaceState, { kind: 'running' }> & {
  readonly words: 'export' | 'import'
  readonly close: () => void
}

function Running({ words, name, done, total, close }: RunningProps) {
  const { t } = useTranslation()
  return (
    <>
      <Dialog.Title className="transfer-title">{t(`workspace.${words}.running`, { name })}</Dialog.Title>
      <progress
        className="transfer-progress"
        max={Math.max(1, total)}
        value={done}
        aria-label={t(`workspace.${words}.title`)}
      />
      <p className="quiet transfer-name">
        {done === 0
          ? t('workspace.progressStarts')
          : t('workspace.progress', { done: sizeText(done), total: sizeText(total) })}
      </p>
      <div className="transfer-buttons">
        <button type="button" className="button outlined" onClick={close}>
          {t('transfer.cancel')}
        </button>
      </div>
    </>
  )
}

function ImportedEnd({ found, close }: { found: Imported; close: () => void }) {
  const { t } = useTranslation()
  const { documents, attachments, renamed, damaged } = found
  return (
    <End title={t('workspace.import.ended')} close={close}>
      <Counts documents={documents} attachments={attachments} />
      {renamed.count > 0 && <p className="transfer-words">{t('workspace.import.renamed', { count: renamed.count })}</p>}
      {damaged.count > 0 && (
        <>
          <p className="transfer-problems-title">{t('workspace.import.damaged', { count: damaged.count })}</p>
          <ul className="transfer-problems">
            {damaged.first.map(({ id, title }) => (
              <li key={id} translate="no" dir="auto">
                {title === '' ? t('document.untitled') : title}
              </li>
            ))}
          </ul>
        </>
      )}
    </End>
  )
}

function Counts({ documents, attachments }: { documents: number; attachments: number }) {
  const { t } = useTranslation()
  const counts = {
    documents: t('workspace.documents', { count: documents }),
    images: t('workspace.images', { count: attachments }),
  }
  return <p className="transfer-words">{t('workspace.counts', counts)}</p>
}

interface EndProps {
  readonly title: string
  readonly close: () => void
  readonly again?: () => void
  readonly children?: ReactNode
}

function End({ title, close, again, children }: EndProps) {
  const { t } = useTranslation()
  return (
    <>
      <Dialog.Title className="transfer-title">{title}</Dialog.Title>
      {children}
      <div className="transfer-buttons">
        {again !== undefined && (
          <button type="button" className="button outlined" onClick={again}>
            {t('workspace.again')}
          </button>
        )}
        <button type="button" className="button filled" onClick={close}>
          {t('transfer.close')}
        </button>
      </div>
    </>
  )
}
