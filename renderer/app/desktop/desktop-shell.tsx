// What an app window has that a browser page has not. Shown once, around all screens; in the browser it is nothing.
import { RelaysDialog } from '../relays/relays-dialog.tsx'
import { useServices } from '../services.ts'
import { useDesktopCommands } from './desktop-commands.ts'

export function DesktopShell() {
  const { desktop } = useServices().platform
  useDesktopCommands()
  return desktop === null ? null : <RelaysDialog desktop={desktop} />
}
