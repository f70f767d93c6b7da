// Says of an open document that somebody else has renamed it while this person did, and lets them choose.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { announce } from '../../ui/announcer.tsx'
import { useKeepTitle, useRename } from '../documents/deeds.ts'
import { twoTitles } from '../documents/two-titles.ts'
import { Banner } from './banner.tsx'

export function TitleBanner({ row, ownTitle }: { row: LibraryDocument; ownTitle: string }) {
  const { t } = useTranslation()
  const rename = useRename()
  const keepTitle = useKeepTitle()
  const words = twoTitles(row, ownTitle)
  useEffect(() => announce('two-titles', words), [words])
  return (
    <Banner
      tone="calm"
      action={{ label: t('documents.twoTitles.useMine'), run: () => rename(row.id, ownTitle) }}
      other={{ label: t('documents.twoTitles.keepTheirs'), run: () => keepTitle(row.id) }}
    >
      {words}
    </Banner>
  )
}
