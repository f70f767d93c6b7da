// A tooltip: names an icon button and its shortcut. The name itself must stand in the button's aria-label, because a
// tooltip is nothing to a finger or a screen reader. What floats comes after the first paint; the button does not wait.
import { lazy, Suspense } from 'react'
import type { TipProps } from './tooltip.tsx'

const Tooltip = lazy(async () => ({ default: (await import('./tooltip.tsx')).Tooltip }))

export function Tip(props: TipProps) {
  return (
    <Suspense fallback={props.children}>
      <Tooltip {...props} />
    </Suspense>
  )
}
