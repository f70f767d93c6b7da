// The menu under a button, at its end: what can be done with the thing that the button belongs to.
import { Menu } from '@base-ui/react/menu'
import type { ComponentProps, ReactElement, ReactNode } from 'react'

interface PopupMenuProps extends Pick<Menu.Root.Props, 'onOpenChange' | 'onOpenChangeComplete'> {
  readonly trigger: ReactElement
  /** As Base UI's; undefined: the button. What puts the focus into a field of its own must not have it taken back. */
  readonly finalFocus?: ComponentProps<typeof Menu.Popup>['finalFocus']
  readonly children: ReactNode
}

export function PopupMenu({ trigger, finalFocus, children, ...state }: PopupMenuProps) {
  return (
    <Menu.Root {...state}>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="above">
          <Menu.Popup className="popup menu" finalFocus={finalFocus}>
            {children}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
