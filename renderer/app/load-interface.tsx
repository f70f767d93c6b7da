// The parts of the interface that the first paint does without: their places are reserved, and they arrive together a
// moment later, in one chunk. Without them the frame, the title and the keys are there already.
import { latePart } from '../ui/late-part.tsx'
import { textFirst } from './document/text-first.ts'
import { PartMissing } from './part-missing.tsx'

export const loadMost = async () => {
  await textFirst
  return await import('./interface-chunk.ts')
}
/** Of the desktop app alone. */
const loadDesktop = () => import('./desktop/desktop-shell.tsx')

export const AppFailed = latePart(async () => (await loadMost()).AppFailed)
export const AppMenu = latePart(async () => (await loadMost()).AppMenu)
export const DesktopShell = latePart(async () => (await loadDesktop()).DesktopShell)
export const DocumentCommands = latePart(async () => (await loadDesktop()).DocumentCommands)
export const DocumentList = latePart(async () => (await loadMost()).DocumentList)
export const DocumentsPage = latePart(async () => (await loadMost()).DocumentsPage, <PartMissing />)
export const NamePrompt = latePart(async () => (await loadMost()).NamePrompt)
export const Notices = latePart(async () => (await loadMost()).Notices)
export const PeopleHere = latePart(async () => (await loadMost()).PeopleHere)
export const StatusLine = latePart(async () => (await loadMost()).StatusLine)
export const Transfer = latePart(async () => (await loadMost()).Transfer)
export const TrashPage = latePart(async () => (await import('./documents/trash-page.tsx')).TrashPage, <PartMissing />)
