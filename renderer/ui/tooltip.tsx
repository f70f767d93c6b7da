// What floats beside a button when the pointer rests on it or the keyboard reaches it. Loaded by tip.tsx.
import { Tooltip as Base } from '@base-ui/react/tooltip'
import { shortcutText } from './shortcut.ts'

interface TooltipProps {
  readonly text: string
  readonly keys: string | undefined
  readonly open: boolean
  /** The button it is beside. */
  readonly anchor: Element | null
  readonly close: () => void
  /** The pointer is in it, and no longer. */
  readonly stay: () => void
  readonly leave: () => void
}

export function Tooltip({ open, text, keys, anchor, close, stay, leave }: TooltipProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && close()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={6} collisionPadding={8}>
          <Base.Popup className="tip" onPointerEnter={stay} onPointerLeave={leave}>
            {text}
            {keys !== undefined && <kbd className="tip-keys">{shortcutText(keys)}</kbd>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
