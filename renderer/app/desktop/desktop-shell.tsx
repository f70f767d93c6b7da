// What an app window has that a browser page has not: nothing of it is shown, or loaded, in the browser.
import '../../words/desktop-words.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { RelaysDialog } from '../relays/relays-dialog.tsx'
import { useServices } from '../services.ts'
import { useDesktopCommands, useDocumentCommands } from './desktop-commands.ts'

/** Once, around all screens. */
export function DesktopShell() {
  const { desktop } = useServices().platform
  useDesktopCommands()
  return desktop === null ? null : <RelaysDialog desktop={desktop} />
}

interface DocumentCommandsProps {
  readonly id: DocumentId
  readonly title: string | undefined
  /** Its text is on the screen. */
  readonly isHere: boolean
}

/** Of the screen of a document. */
export function DocumentCommands({ id, title, isHere }: DocumentCommandsProps) {
  useDocumentCommands(id, title, isHere)
  return null
}
