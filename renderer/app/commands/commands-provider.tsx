// Around all screens: the commands' keys, the palette, the sheet of shortcuts and where a document is moved. These dialogs are loaded when
// one is first asked for.
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import { useLate } from '../../ui/use-late.ts'
import { type CommandDialog, CommandDialogsContext } from './commands-context.ts'
import { useCommandKeys } from './use-command-keys.ts'
import { useCommands } from './use-commands.ts'

const load = async () => (await import('./command-dialogs.tsx')).CommandDialogs

export function CommandsProvider({ current, children }: { current: DocumentId | undefined; children: ReactNode }) {
  const [shown, show] = useState<CommandDialog | null>(null)
  const dialogs = useMemo(() => ({ shown, show }), [shown])
  const CommandDialogs = useLate(load, shown)
  useEffect(() => {
    // Whoever holds Ctrl down may ask for the palette next, and type on at once: those keys are not for the text.
    const come = ({ key }: KeyboardEvent): void => {
      if (key === 'Control' || key === 'Meta') void load().catch(() => undefined) // It is told when it is asked for.
    }
    addEventListener('keydown', come)
    return () => removeEventListener('keydown', come)
  }, [])
  return (
    <CommandDialogsContext value={dialogs}>
      {children}
      <Keys current={current} />
      {CommandDialogs !== null && <CommandDialogs current={current} />}
    </CommandDialogsContext>
  )
}

function Keys({ current }: { current: DocumentId | undefined }) {
  useCommandKeys(useCommands(current))
  return null
}
