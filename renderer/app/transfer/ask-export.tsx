// What to export and as what. Content of transfer-dialog.tsx.
import { Dialog } from '@base-ui/react/dialog'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { useServices } from '../services.ts'
import { type Format, FORMATS } from './conversion.ts'
import { MarkdownLink } from './markdown-link.tsx'

export function AskExport({ current }: { current: DocumentId | undefined }) {
  const { t } = useTranslation()
  const { transfers, platform } = useServices()
  const [scope, setScope] = useState<'one' | 'all'>(current === undefined ? 'all' : 'one')
  const [format, setFormat] = useState<Format>('markdown')
  const begin = (): void => {
    const work =
      scope === 'one' && current !== undefined ? transfers.exportOne(current, format) : transfers.exportAll(format)
    work.catch(reportError)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        begin()
      }}
    >
      <Dialog.Title className="transfer-title">{t('transfer.export.title')}</Dialog.Title>
      {current !== undefined && (
        <fieldset className="transfer-choice">
          <legend>{t('transfer.export.what')}</legend>
          {(['one', 'all'] as const).map((value) => (
            <label key={value}>
              <input type="radio" name="scope" checked={scope === value} onChange={() => setScope(value)} />
              {t(`transfer.export.scope.${value}`)}
            </label>
          ))}
        </fieldset>
      )}
      <fieldset className="transfer-choice">
        <legend>{t('transfer.export.as')}</legend>
        {FORMATS.map((value) => (
          <label key={value}>
            <input type="radio" name="format" checked={format === value} onChange={() => setFormat(value)} />
            <span>
              {t(`transfer.export.format.${value}`)}
              <span className="quiet transfer-hint">{t(`transfer.export.hint.${value}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="transfer-buttons">
        {/* The relays that the desktop app talks to ask for a secret, which no link carries. */}
        {current !== undefined && platform.desktop === null && <MarkdownLink document={current} />}
        <button type="button" className="button outlined" onClick={() => transfers.dismiss()}>
          {t('transfer.cancel')}
        </button>
        <button type="submit" className="button filled">
          {t('transfer.export.begin')}
        </button>
      </div>
    </form>
  )
}
