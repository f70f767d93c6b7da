// The field that takes the place of what is renamed in it. Enter and leaving keep what was typed, Escape does not.
import { useEffect, useRef, useState } from 'react'
import { MAX_TITLE_CHARACTERS } from '../../contracts/limits.ts'

interface NameFieldProps {
  readonly name: string
  readonly label: string
  readonly placeholder: string
  readonly className?: string
  /** Gets the new name, or null when it was called off, the name that the field began with, and whether a key has ended it. */
  readonly done: (name: string | null, basedOn: string, byKey: boolean) => void
}

export function NameField({ name, label, placeholder, className = '', done }: NameFieldProps) {
  const [basedOn] = useState(name)
  const [typed, setTyped] = useState(name)
  const field = useRef<HTMLInputElement>(null)
  const over = useRef(false)

  useEffect(() => {
    // After the menu that opened this has finished closing, or its focus handling wins.
    const soon = requestAnimationFrame(() => field.current?.select())
    return () => cancelAnimationFrame(soon)
  }, [])

  const end = (result: string | null, byKey: boolean): void => {
    if (over.current) return // Enter is followed by a blur.
    over.current = true
    done(result, basedOn, byKey)
  }
  return (
    <input
      ref={field}
      className={`field ${className}`}
      aria-label={label}
      placeholder={placeholder}
      maxLength={MAX_TITLE_CHARACTERS}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => end(typed.trim(), false)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') end(typed.trim(), true)
        if (event.key === 'Escape') end(null, true)
      }}
    />
  )
}
