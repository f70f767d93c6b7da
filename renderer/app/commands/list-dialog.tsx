// A dialog with a field and a list: what is typed says which rows there are. The focus stays in the field; which row is meant is told by
// aria-activedescendant, as ARIA's combobox pattern has it. Used by palette.tsx and folders/move-dialog.tsx.
import { Dialog } from '@base-ui/react/dialog'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import './palette.css'

/** Which row is meant; below 0 when there is none. */
export interface MeantRow {
  readonly meant: number
  readonly mean: (index: number) => void
  readonly count: number
  /** Tells the list's ids from those of others. */
  readonly name: string
}

export function useMeantRow(name: string, count: number): MeantRow {
  const [at, mean] = useState(0)
  const meant = Math.min(at, count - 1)
  useEffect(() => {
    document.getElementById(idOf(name, meant))?.scrollIntoView({ block: 'nearest' })
  }, [name, meant])
  return { meant, mean, count, name }
}

interface ListDialogProps {
  readonly rows: MeantRow
  readonly label: string
  readonly icon: ReactNode
  readonly placeholder: string
  readonly typed: string
  readonly type: (words: string) => void
  readonly enter: (event: KeyboardEvent) => void
  readonly close: () => void
  /** Where the focus goes then; false: it is somewhere already. */
  readonly finalFocus: () => HTMLElement | boolean
  readonly children: ReactNode
  /** What stands below the list. */
  readonly below: ReactNode
}

export function ListDialog(props: ListDialogProps) {
  const { rows, label, icon, placeholder, typed, type, enter, close, finalFocus, children, below } = props
  const { meant, mean, count, name } = rows
  const field = useRef<HTMLInputElement>(null)
  const listId = `${name}-list`
  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') enter(event)
    else {
      const next = step(event.key, meant, count)
      if (next === null) return
      mean(next)
    }
    event.preventDefault()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup palette" aria-label={label} initialFocus={field} finalFocus={finalFocus}>
          <div className="palette-field">
            {icon}
            <input
              ref={field}
              className="palette-input"
              role="combobox"
              aria-expanded
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={meant < 0 ? undefined : idOf(name, meant)}
              aria-label={label}
              placeholder={placeholder}
              value={typed}
              onChange={(event) => {
                type(event.target.value)
                mean(0)
              }}
              onKeyDown={pressed}
            />
          </div>
          <div id={listId} className="palette-list" role="listbox" aria-label={label}>
            {children}
          </div>
          {below}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface ListRowProps {
  readonly rows: MeantRow
  readonly index: number
  readonly choose: () => void
  readonly children: ReactNode
}

export function ListRow({ rows: { meant, mean, name }, index, choose, children }: ListRowProps) {
  return (
    // The keys are the field's, which keeps the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={idOf(name, index)}
      className="menu-item"
      role="option"
      aria-selected={index === meant}
      data-highlighted={index === meant || undefined}
      onMouseMove={() => mean(index)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={choose}
    >
      {children}
    </div>
  )
}

const idOf = (name: string, index: number): string => `${name}-row-${index}`

/** Round at both ends. Home and End move in what is typed, as in every field. */
function step(key: string, from: number, count: number): number | null {
  if (count === 0) return null
  if (key === 'ArrowDown') return (from + 1) % count
  if (key === 'ArrowUp') return (from - 1 + count) % count
  return null
}
