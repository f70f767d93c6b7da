// The card under a button of a bar: it keeps to the window, and stays while the text below it scrolls.
import { Popover } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'

interface CardProps {
  readonly trigger: ReactElement
  /** Of the stylesheet. */
  readonly className: string
  /** Not needed where a title stands in it. */
  readonly label?: string
  /** Where it is opened by other means than its button too. */
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
  readonly children: ReactNode
}

export function Card({ trigger, className, label, children, ...state }: CardProps) {
  return (
    <Popover.Root {...state}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner
          sideOffset={8}
          align="end"
          collisionPadding={8}
          sticky
          positionMethod="fixed"
          className="above"
        >
          <Popover.Popup className={`popup ${className}`} aria-label={label}>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
