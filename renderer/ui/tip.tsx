// A tooltip: names an icon button and its shortcut. The name itself must stand in the button's aria-label, because a
// tooltip is nothing to a finger or a screen reader. What floats is loaded when somebody points at the button or focuses
// it; the button stays the same element all the time.
import { cloneElement, type PointerEvent, type ReactElement, type Ref, useEffect, useRef, useState } from 'react'
import { useLate } from './use-late.ts'

const DELAY_MS = 500
/** For the pointer's way from the button into the tooltip. */
const LEAVE_MS = 100

const load = async () => (await import('./tooltip.tsx')).Tooltip

interface TipProps {
  readonly text: string
  readonly keys?: string | undefined
  readonly children: ReactElement
  readonly ref?: Ref<HTMLElement>
}

/** What else it is given goes to the button: with its tip it can be the trigger of a menu. */
export function Tip({ text, keys, children, ref, ...given }: TipProps) {
  const [anchor, setAnchor] = useState<Element | null>(null)
  const [open, setOpen] = useState(false)
  const Tooltip = useLate(load, anchor)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const soon = (next: boolean, ms: number): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setOpen(next), ms)
  }
  const close = (): void => {
    clearTimeout(timer.current)
    setOpen(false)
  }
  const own = {
    onPointerEnter: ({ currentTarget, pointerType }: PointerEvent) => {
      if (pointerType === 'touch') return
      setAnchor(currentTarget)
      soon(true, DELAY_MS)
    },
    onPointerLeave: () => soon(false, LEAVE_MS),
    onFocus: ({ currentTarget }: { currentTarget: Element }) => {
      if (!currentTarget.matches(':focus-visible')) return
      setAnchor(currentTarget)
      soon(true, 0)
    },
    onBlur: close,
    onPointerDown: close,
    onClick: close,
  }
  // The handlers read the timer when they are called, and are only passed on here.
  // eslint-disable-next-line react/refs
  const props = together(together(children.props as Props, given), own)
  return (
    <>
      {cloneElement(children as ReactElement<Props>, ref === undefined ? props : { ...props, ref })}
      {Tooltip !== null && (
        <Tooltip
          open={open}
          anchor={anchor}
          text={text}
          keys={keys}
          close={close}
          stay={() => soon(true, 0)}
          leave={() => soon(false, LEAVE_MS)}
        />
      )}
    </>
  )
}

type Props = Record<string, unknown>
type Handler = (...args: unknown[]) => void

/** Of two with a handler of the same name, both are called. */
function together(one: Props, other: Props): Props {
  const both = { ...one, ...other }
  for (const [name, second] of Object.entries(other)) {
    const first = one[name]
    if (typeof first !== 'function' || typeof second !== 'function') continue
    both[name] = (...args: unknown[]) => {
      ;(first as Handler)(...args)
      ;(second as Handler)(...args)
    }
  }
  return both
}
