// Says of a document that is not on the screen that somebody else has renamed it while this person did. Its row says so too, and
// the document itself when it is opened: until the person has chosen, both titles are kept.
import { useEffect } from 'react'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { shownDocument } from '../route.ts'
import { type Services, useServices } from '../services.ts'
import { useRename } from './deeds.ts'
import { twoTitles } from './shown-title.ts'

export function TitleNotices() {
  const { documents } = useServices()
  const rename = useRename()
  useEffect(() => noticeTitles(documents, (id, ownTitle) => rename(id, ownTitle)), [documents, rename])
  return null
}

function noticeTitles(
  documents: Services['documents'],
  useMine: (id: LibraryDocument['id'], ownTitle: string) => void,
): () => void {
  const said = new Set<string>()
  const look = async (): Promise<void> => {
    for (const row of await documents.list()) {
      const { id, ownTitle } = row
      const key = `${id} ${ownTitle}`
      if (ownTitle === null || said.has(key)) continue
      said.add(key)
      if (id === shownDocument()) continue
      const action = { label: t('documents.twoTitles.useMine'), run: () => useMine(id, ownTitle) }
      notify({ text: twoTitles(row, ownTitle), action })
    }
  }
  void look()
  return documents.subscribe(() => void look())
}
