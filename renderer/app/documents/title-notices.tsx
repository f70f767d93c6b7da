// Says of a document that is not on the screen that somebody else has renamed it while this person did. Its row says so too, and
// the document itself when it is opened: until the person has chosen, both titles are kept.
import { useEffect, useRef } from 'react'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { shownDocument } from '../route.ts'
import { useRename } from './deeds.ts'
import { twoTitles } from './two-titles.ts'

export function TitleNotices({ rows }: { rows: readonly LibraryDocument[] }) {
  const rename = useRename()
  const said = useRef(new Set<string>())
  useEffect(() => {
    for (const row of rows) {
      const { id, ownTitle } = row
      const key = `${id} ${ownTitle}`
      if (ownTitle === null || said.current.has(key)) continue
      said.current.add(key)
      if (id === shownDocument()) continue
      const action = { label: t('documents.twoTitles.useMine'), run: () => rename(id, ownTitle) }
      notify({ text: twoTitles(row, ownTitle), action })
    }
  }, [rows, rename])
  return null
}
