// The parts of the interface that the first paint does without: their places are reserved, and they arrive together a
// moment later, in one chunk. Without them the frame, the title and the keys are there already.
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'

const load = () => import('./interface-chunk.ts')

function late<Props extends object>(
  pick: (chunk: Awaited<ReturnType<typeof load>>) => ComponentType<Props>,
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
export const AppMenu = late((chunk) => chunk.AppMenu)
export const DesktopShell = late((chunk) => chunk.DesktopShell)
export const DocumentCommands = late((chunk) => chunk.DocumentCommands)
export const DocumentList = late((chunk) => chunk.DocumentList)
export const DocumentsPage = late((chunk) => chunk.DocumentsPage)
export const Drawer = late((chunk) => chunk.Drawer)
export const NamePrompt = late((chunk) => chunk.NamePrompt)
export const PeopleHere = late((chunk) => chunk.PeopleHere)
export const StatusLine = late((chunk) => chunk.StatusLine)
export const Toasts = late((chunk) => chunk.Toasts)
export const TransferDialog = late((chunk) => chunk.TransferDialog)
export const TrashPage = late((chunk) => chunk.TrashPage)
