// Around all screens: the commands' keys, the palette and the sheet of shortcuts. The two dialogs are loaded when the
// first screen stands, because no first screen needs them.
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import { type CommandDialog, CommandDialogsContext } from './commands-context.ts'
import { useCommandKeys } from './use-command-keys.ts'
import { useCommands } from './use-commands.ts'

const loadDialogs = () => import('./command-dialogs.tsx')
const CommandDialogs = lazy(async () => ({ default: (await loadDialogs()).CommandDialogs }))

export function CommandsProvider({ current, children }: { current: DocumentId | undefined; children: ReactNode }) {
  const [shown, show] = useState<CommandDialog | null>(null)
  const dialogs = useMemo(() => ({ shown, show }), [shown])
  useEffect(() => {
    // Not there without the relay and not kept yet: asked again when it is opened.
    const soon = setTimeout(() => void loadDialogs().catch(() => undefined), 2_000)
    return () => clearTimeout(soon)
  }, [])
  return (
    <CommandDialogsContext value={dialogs}>
      {children}
      <Keys current={current} />
      {shown !== null && (
        <Suspense>
          <CommandDialogs current={current} />
        </Suspense>
      )}
    </CommandDialogsContext>
  )
}

function Keys({ current }: { current: DocumentId | undefined }) {
  useCommandKeys(useCommands(current))
  return null
}
