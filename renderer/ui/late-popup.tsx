// A button whose menu or popover is loaded when somebody points at it, focuses or presses it. Until the first press it is a
// plain button of the same look; that press is then handed on to the real one, which stands in its place from there on.
// Every button with a popup is made here.
import {
  cloneElement,
  type ComponentType,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useLate } from './use-late.ts'

/** Of a popup that is loaded: it shows `trigger` through Base UI's own, as in `<Menu.Trigger render={trigger} />`. */
export interface WithTrigger {
  readonly trigger: ReactElement
}

/** The keys that open a menu, besides those that press any button. */
const MENU_KEYS = new Set(['ArrowDown', 'ArrowUp'])

/**
 * `popup` is what screen readers are told will open. Where it is opened by other means than its button too, `open` says so;
 * the popup gets it as well.
 */
export function latePopup<Props extends WithTrigger & { readonly open?: boolean }>(
  popup: 'menu' | 'dialog',
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  return function LatePopup(props) {
    const [press, setPress] = useState<Event | null>(null)
    const Popup = useLate(load, press ?? props.open === true)
    const button = useRef<HTMLElement>(null)
    const hadFocus = useRef(false)
    /** Of the plain button, then of the real one. The keys are where they were. */
    const hold = useCallback((element: HTMLElement | null) => {
      if (element === null) hadFocus.current = button.current === document.activeElement
      button.current = element
    }, [])

    useLayoutEffect(() => {
      if (Popup !== null && hadFocus.current) button.current?.focus()
    }, [Popup])
    useEffect(() => {
      if (Popup === null || press === null) return
      setPress(null) // The real one hears the next itself.
      button.current?.dispatchEvent(press)
    }, [Popup, press])

    const trigger = props.trigger as ReactElement<Record<string, unknown>>
    if (Popup !== null) return <Popup {...props} trigger={cloneElement(trigger, { ref: hold })} />
    const come = (): void => void load().catch(() => undefined) // It is told when it is pressed.
    return cloneElement(trigger, {
      ref: hold,
      'aria-haspopup': popup,
      'aria-expanded': false,
      onPointerEnter: come,
      onFocus: come,
      onClick: ({ nativeEvent }: MouseEvent) => setPress(new globalThis.MouseEvent('click', nativeEvent)),
      onKeyDown: (event: KeyboardEvent) => {
        if (popup !== 'menu' || !MENU_KEYS.has(event.key)) return
        event.preventDefault()
        setPress(new globalThis.KeyboardEvent('keydown', event.nativeEvent))
      },
    })
  }
}
