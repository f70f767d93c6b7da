// What a person does with folders: each shows at once, and says so when this computer cannot keep it. What the relay refuses later is
// folder-refusal.ts's to say.
import { useCallback, useMemo } from 'react'
import type { FolderId } from '../../../contracts/ids.ts'
import type { FoldersService } from '../../api/folders-service.ts'
import type { LibraryDocument, LibraryFolder } from '../../api/library-rows.ts'
import { newFolderId } from '../../api/random-id.ts'
import { RelayUnreachable } from '../../api/relay-errors.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { sayNotKept } from '../documents/deeds.ts'
import { quoted } from '../documents/shown-title.ts'
import { useServices } from '../services.ts'

export interface FolderDeeds {
  /** Answers the folder when it is on the disk of this computer; undefined when it is not, which was said. */
  readonly create: (title: string) => Promise<FolderId | undefined>
  readonly rename: (id: FolderId, title: string) => Promise<unknown>
  readonly remove: (folder: LibraryFolder) => Promise<void>
}

export function useFolderDeeds(): FolderDeeds {
  const { documents } = useServices()
  return useMemo(() => {
    /** Whether it was done. */
    const act = async (deed: (service: FoldersService) => Promise<void>): Promise<boolean> => {
      try {
        await deed(await documents.folders())
        return true
      } catch (cause) {
        if (cause instanceof RelayUnreachable) notify({ text: t('folders.notLoaded') })
        else sayNotKept(cause)
        return false
      }
    }
    return {
      create: async (title) => {
        const id = newFolderId()
        return (await act((service) => service.create(id, title))) ? id : undefined
      },
      rename: (id, title) => act((service) => service.rename(id, title)),
      remove: async (folder) => {
        const { title } = folder
        if (await act((service) => service.delete(folder.id)))
          notify({ text: t('folders.deleted', { title }), about: folder.id })
      },
    }
  }, [documents])
}

/** `folder`: null takes it out of the one that it is in. */
export function useMove(): (row: LibraryDocument, folder: Pick<LibraryFolder, 'id' | 'title'> | null) => void {
  const { documents } = useServices()
  return useCallback(
    (row, folder) => {
      const undo = (): void => void documents.move(row.id, row.folder).catch(sayNotKept)
      const title = quoted(row)
      const text =
        folder === null ? t('folders.movedOut', { title }) : t('folders.moved', { title, folder: folder.title })
      documents
        .move(row.id, folder?.id ?? null)
        .then(() => notify({ text, about: row.id, action: { label: t('folders.undo'), run: undo } }), sayNotKept)
    },
    [documents],
  )
}
