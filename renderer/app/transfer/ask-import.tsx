// Which files to import: some, or a folder with everything in it. Content of transfer-dialog.tsx.
import { Dialog } from '@base-ui/react/dialog'
import { FileText, Folder } from 'lucide-react'
import { type ChangeEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../services.ts'
import { chosenFiles } from './found-files.ts'

export function AskImport() {
  const { t } = useTranslation()
  const { transfers } = useServices()
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const take = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const chosen = [...(target.files ?? [])]
    if (chosen.length > 0) transfers.importFiles(chosenFiles(chosen)).catch(reportError)
  }
  return (
    <>
      <Dialog.Title className="transfer-title">{t('transfer.import.title')}</Dialog.Title>
      <Dialog.Description className="transfer-words">{t('transfer.import.words')}</Dialog.Description>
      <div className="transfer-ways">
        <button type="button" className="button outlined" onClick={() => files.current?.click()}>
          <FileText aria-hidden /> {t('transfer.import.files')}
        </button>
        <button type="button" className="button outlined" onClick={() => folder.current?.click()}>
          <Folder aria-hidden /> {t('transfer.import.folder')}
        </button>
      </div>
      <input
        ref={files}
        type="file"
        hidden
        multiple
        accept=".md,.markdown,.mdown,image/*"
        aria-label={t('transfer.import.files')}
        onChange={take}
      />
      <input
        ref={(field) => {
          folder.current = field
          // React knows no such attribute.
          if (field !== null) field.webkitdirectory = true
        }}
        type="file"
        hidden
        aria-label={t('transfer.import.folder')}
        onChange={take}
      />
      <div className="transfer-buttons">
        <button type="button" className="button outlined" onClick={() => transfers.dismiss()}>
          {t('transfer.cancel')}
        </button>
      </div>
    </>
  )
}
