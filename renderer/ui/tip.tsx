// A tooltip: names an icon button and its shortcut. The name itself must stand in the button's aria-label, because a
// tooltip is nothing to a finger or a screen reader.
import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'
import { shortcutText } from './shortcut.ts'

export function Tip({ text, keys, children }: { text: string; keys?: string | undefined; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} collisionPadding={8}>
          <Tooltip.Popup className="tip">
            {text}
            {keys !== undefined && <kbd className="tip-keys">{shortcutText(keys)}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
