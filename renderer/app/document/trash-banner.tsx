// Says of an open document that it is in the trash, and takes it out.
import { useTranslation } from 'react-i18next'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { useRestore } from '../documents/deeds.ts'
import { Banner } from './banner.tsx'

export function TrashBanner({ row }: { row: LibraryDocument }) {
  const { t } = useTranslation()
  const restore = useRestore()
  return (
    <Banner tone="calm" action={{ label: t('document.inTrash.restore'), run: () => restore(row) }}>
      {t('document.inTrash.words')}
    </Banner>
  )
}
