// The address under which the relay answers a document's Markdown as it is then: for scripts, and for other programs. Shown by
// ask-export.tsx.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { API_PREFIX } from '../../../contracts/api-prefix.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { notify } from '../../ui/notify.ts'
import { useServices } from '../services.ts'

export function MarkdownLink({ document }: { document: DocumentId }) {
  const { t } = useTranslation()
  const { platform } = useServices()
  const [copied, setCopied] = useState(false)
  const link = new URL(`${API_PREFIX}/documents/${document}/content?format=md`, platform.relayUrl).href
  const copy = (): void => {
    platform.copyText(link).then(
      () => setCopied(true),
      // Refused by the browser: the person can still take it by hand.
      () => notify({ text: t('document.copyRefused', { link }) }),
    )
  }
  return (
    <button type="button" className="button transfer-link" onClick={copy}>
      {t(copied ? 'document.copied' : 'transfer.export.link')}
    </button>
  )
}
