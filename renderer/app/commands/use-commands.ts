// What each command of the list does, for the document on the screen if there is one.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { useCopyLink, useOpenWindow } from '../document/share.ts'
import { useStar, useTrash } from '../documents/deeds.ts'
import { useDocumentRow } from '../documents/documents-queries.ts'
import { useNewDocument } from '../documents/new-document.ts'
import { usePerson } from '../person/person.tsx'
import { documentPath, go } from '../route.ts'
import { useServices } from '../services.ts'
import { chooseTheme } from '../theme.ts'
import { type CommandId, type CommandInfo, COMMANDS } from './command-list.ts'
import { useCommandDialogs } from './commands-context.ts'

export interface Command extends CommandInfo {
  readonly name: string
  readonly run: () => void
}

/** Those that are possible now, in the order of the list. */
export function useCommands(current: DocumentId | undefined): readonly Command[] {
  const { t } = useTranslation()
  const general = useGeneralRuns(current)
  const ofDocument = useDocumentRuns(current)
  return useMemo(() => {
    const runs: Partial<Record<CommandId, () => void>> = { ...general, ...ofDocument }
    return COMMANDS.flatMap((info) => {
      const run = runs[info.id]
      return run === undefined ? [] : [{ ...info, name: t(`commands.names.${info.id}`), run }]
    })
  }, [t, general, ofDocument])
}

type Runs = Partial<Record<CommandId, () => void>>

function useGeneralRuns(current: DocumentId | undefined): Runs {
  const newDocument = useNewDocument()
  const { ask } = usePerson()
  const { show } = useCommandDialogs()
  const { transfers, platform } = useServices()
  const { desktop } = platform
  return useMemo(
    () => ({
      newDocument: () => void newDocument(),
      palette: () => show(['palette']),
      allDocuments: () => go('/documents'),
      trash: () => go('/trash'),
      ...(desktop !== null && { relays: () => desktop.run('relays') }),
      import: () => transfers.ask('import'),
      export: () => transfers.ask('export', current),
      yourName: ask,
      shortcuts: () => show(['shortcuts']),
      themeSystem: () => chooseTheme('system'),
      themeLight: () => chooseTheme('light'),
      themeDark: () => chooseTheme('dark'),
    }),
    [newDocument, ask, show, transfers, desktop, current],
  )
}

function useDocumentRuns(id: DocumentId | undefined): Runs {
  const row = useDocumentRow(id)
  const copyLink = useCopyLink()
  const openWindow = useOpenWindow()
  const star = useStar()
  const trash = useTrash()
  const { show } = useCommandDialogs()
  return useMemo(() => {
    if (id === undefined) return {}
    const always: Runs = {
      copyLink: () => void copyLink(id),
      newWindow: () => openWindow(id),
      comments: () => show({ thread: null }),
      history: () => show(['history']),
      rename: () => document.querySelector<HTMLInputElement>('.title-field')?.select(),
    }
    if (row === undefined || row.trashedAt !== null) return always
    return {
      ...always,
      favourite: () => star(id, !row.starred),
      moveToFolder: () => show({ move: id }),
      moveToTrash: () => {
        go('/documents')
        trash(row, () => go(documentPath(id)))
      },
    }
  }, [id, row, copyLink, openWindow, star, trash, show])
}
