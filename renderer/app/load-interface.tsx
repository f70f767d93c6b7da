// The parts of the interface that the first paint does without: their places are reserved, and they arrive together a
// moment later, in one chunk. Without them the frame, the title and the keys are there already.
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { textFirst } from './document/text-first.ts'

const loadMost = async () => {
  await textFirst
  return await import('./interface-chunk.ts')
}
/** Of the desktop app alone. */
const loadDesktop = () => import('./desktop/desktop-shell.tsx')

function late<Chunk, Props extends object>(
  load: () => Promise<Chunk>,
  pick: (chunk: Chunk) => ComponentType<Props>,
): (props: Props & { readonly place?: ReactNode }) => ReactNode {
  const Part = lazy(async () => ({ default: pick(await load()) as ComponentType<object> }))
  return function Late({ place, ...props }) {
    return (
      <Suspense fallback={place}>
        <Part {...props} />
      </Suspense>
    )
  }
}

/** `place`: what stands there until it arrives. */
export const AppMenu = late(loadMost, (chunk) => chunk.AppMenu)
export const DesktopShell = late(loadDesktop, (chunk) => chunk.DesktopShell)
export const DocumentCommands = late(loadDesktop, (chunk) => chunk.DocumentCommands)
export const DocumentList = late(loadMost, (chunk) => chunk.DocumentList)
export const DocumentsPage = late(loadMost, (chunk) => chunk.DocumentsPage)
export const NamePrompt = late(loadMost, (chunk) => chunk.NamePrompt)
export const Notices = late(loadMost, (chunk) => chunk.Notices)
export const PeopleHere = late(loadMost, (chunk) => chunk.PeopleHere)
export const StatusLine = late(loadMost, (chunk) => chunk.StatusLine)
export const Transfer = late(loadMost, (chunk) => chunk.Transfer)
export const TrashPage = late(
  () => import('./documents/trash-page.tsx'),
  (chunk) => chunk.TrashPage,
)
