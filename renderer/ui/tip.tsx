// A tooltip: names an icon button and its shortcut. The name itself must stand in the button's aria-label, because a
// tooltip is nothing to a finger or a screen reader. What floats comes after the first paint; the button does not wait.
import { lazy, type ReactElement, Suspense } from 'react'

export interface TipProps {
  readonly text: string
  readonly keys?: string | undefined
  readonly children: ReactElement
}

const Tooltip = lazy(async () => ({ default: (await import('./tooltip.tsx')).Tooltip }))

export function Tip(props: TipProps) {
  return (
    <Suspense fallback={props.children}>
      <Tooltip {...props} />
    </Suspense>
  )
}
