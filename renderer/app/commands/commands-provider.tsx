// Around all screens: the commands' keys, the palette and the sheet of shortcuts. The two dialogs are loaded when
// one is first asked for.
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import { useLate } from '../../ui/use-late.ts'
import { type CommandDialog, type CommandDialogs as Dialogs, CommandDialogsContext } from './commands-context.ts'
import { useCommandKeys } from './use-command-keys.ts'
import { useCommands } from './use-commands.ts'

const load = async () => (await import('./command-dialogs.tsx')).CommandDialogs

type Shown = Pick<Dialogs, 'shown' | 'typed'>

export function CommandsProvider({ current, children }: { current: DocumentId | undefined; children: ReactNode }) {
  const [{ shown, typed }, setState] = useState<Shown>({ shown: null, typed: '' })
  const show = useCallback((dialog: CommandDialog | null, words = '') => setState({ shown: dialog, typed: words }), [])
  const dialogs = useMemo(() => ({ shown, typed, show }), [shown, typed, show])
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
