// What floats beside a button when the pointer rests on it or the keyboard reaches it. Loaded by tip.tsx.
import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'
import { shortcutText } from './shortcut.ts'

const DELAY_MS = 500

export interface TipProps {
  readonly text: string
  readonly keys?: string | undefined
  readonly children: ReactElement
}

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
