// What can be done with all of a relay at once, for the menu and the palette. Apart from the list of commands: the first paint and the keys
// do without, and whoever opens one of the two loads it.
import '../../words/workspace-words.ts'
import { HardDriveDownload, HardDriveUpload, type LucideIcon } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../services.ts'

export interface WorkspaceCommand {
  readonly id: 'exportWorkspace' | 'importWorkspace'
  readonly name: string
  readonly icon: LucideIcon
  readonly run: () => void
}

export function useWorkspaceCommands(): readonly WorkspaceCommand[] {
  const { t } = useTranslation()
  const { transfers } = useServices()
  return useMemo(
    () => [
      {
        id: 'exportWorkspace',
        name: t('workspace.commands.export'),
        icon: HardDriveDownload,
        run: () => transfers.ask('export-workspace'),
      },
      {
        id: 'importWorkspace',
        name: t('workspace.commands.import'),
        icon: HardDriveUpload,
        run: () => transfers.ask('import-workspace'),
      },
    ],
    [t, transfers],
  )
}
