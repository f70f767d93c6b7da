// What floats beside a button when the pointer rests on it or the keyboard reaches it. Loaded by tip.tsx.
import { Tooltip as Base } from '@base-ui/react/tooltip'
import { shortcutText } from './shortcut.ts'
import type { TipProps } from './tip.tsx'

const DELAY_MS = 500

export function Tooltip({ text, keys, children }: TipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={DELAY_MS} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} collisionPadding={8}>
          <Base.Popup className="tip">
            {text}
            {keys !== undefined && <kbd className="tip-keys">{shortcutText(keys)}</kbd>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
