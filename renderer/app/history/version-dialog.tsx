// What a version says, to be read. Shown by versions.tsx.
import { Dialog } from '@base-ui/react/dialog'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { VersionResource } from '../../../contracts/versions.ts'
import { VersionsService } from '../../api/versions-service.ts'
import { useServices } from '../services.ts'
import { PanelHead } from '../side-panel.tsx'
import { whyNot } from './version-problems.ts'
import { type VersionText, versionText } from './version-text.ts'

interface VersionDialogProps {
  readonly document: DocumentId
  readonly version: VersionResource
  /** Another would take the way back of the first away. */
  readonly isRestoring: boolean
  readonly restore: () => void
  readonly close: () => void
}

type Reading = 'reading' | VersionText | { readonly why: string }

export function VersionDialog({ document, version, isRestoring, restore, close }: VersionDialogProps) {
  const { t } = useTranslation()
  const { relay, attachments } = useServices()
  const [text, setText] = useState<Reading>('reading')
  const place = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const left = new AbortController()
    let read: VersionText | undefined
    const run = async (): Promise<void> => {
      const said = await new VersionsService(relay, document).read(version.id)
      read = await versionText(said, await attachments(), left.signal)
      if (left.signal.aborted) read.close()
      else setText(read)
    }
    run().catch((cause: unknown) => {
      if (!left.signal.aborted) setText({ why: whyNot(cause) })
    })
    return () => {
      left.abort()
      read?.close()
    }
  }, [relay, attachments, document, version.id])
  useEffect(() => {
    if (typeof text === 'object' && 'nodes' in text) place.current?.replaceChildren(...text.nodes)
  }, [text])

  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        {/* The panel behind it is out of reach, too. */}
        <Dialog.Backdrop forceRender className="backdrop version-backdrop" />
        <Dialog.Popup className="popup version-dialog">
          <PanelHead translate="no" dir="auto">
            {version.name}
          </PanelHead>
          <div role="status" className={text === 'reading' ? 'history-note reading' : 'history-note'}>
            {text === 'reading' && t('history.reading')}
            {typeof text === 'object' && 'why' in text && t('history.versions.notShown', { why: text.why })}
          </div>
          {/* The keyboard scrolls what has the focus. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className="version-text text" role="group" aria-label={t('history.versions.text')} tabIndex={0}>
            <div ref={place} className="chunk" translate="no" />
          </div>
          <div className="dialog-buttons">
            <button type="button" className="button outlined" disabled={isRestoring} onClick={restore}>
              {t('history.versions.restore')}
            </button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
