// Says that an address led to a document in which nobody has written: whoever followed a link and expected a text should
// not sit before an empty page and wonder.
import { useCallback, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../../collab/open-document.ts'
import { Banner } from './banner.tsx'
import { firstWords } from './use-first-words.ts'

export function NewHere({ open }: { open: OpenDocument }) {
  const { t } = useTranslation()
  const [understood, setUnderstood] = useState(false)
  const listen = useCallback(
    (changed: () => void) => {
      open.doc.on('update', changed)
      return () => open.doc.off('update', changed)
    },
    [open],
  )
  const isEmpty = useSyncExternalStore(listen, () => firstWords(open.doc) === '')
  if (understood || !isEmpty) return null
  return (
    <Banner tone="calm" action={{ label: t('document.isNew.dismiss'), run: () => setUnderstood(true) }}>
      {t('document.isNew.words')}
    </Banner>
  )
}
