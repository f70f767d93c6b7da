// Who sits here: the name and colour that others see at the caret. Kept in this browser; there are no accounts yet.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { MAX_NAME_CHARACTERS } from '../../../contracts/limits.ts'
import type { PresenceUser } from '../../../contracts/presence.ts'
import { useTranslation } from 'react-i18next'
import { PRESENCE_COLOURS } from './presence-colours.ts'

const KEY = 'ligature-person'

interface Stored {
  readonly name: string
  readonly color: string
  /** The question was answered or skipped, and is not asked again. */
  readonly asked: boolean
}

export interface PersonState {
  readonly user: PresenceUser
  /** Empty when none was given. */
  readonly name: string
  readonly question: 'closed' | 'first-time' | 'asked-for'
  readonly ask: () => void
  readonly answer: (name: string) => void
  readonly skip: () => void
}

const PersonContext = createContext<PersonState | null>(null)

export function usePerson(): PersonState {
  const person = useContext(PersonContext)
  if (person === null) throw new Error('usePerson was called outside <PersonProvider>')
  return person
}

export function PersonProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [stored, setStored] = useState(readPerson)
  const [askedFor, setAskedFor] = useState(false)

  const write = useCallback((change: Partial<Stored>) => {
    const next = { ...readPerson(), ...change }
    localStorage.setItem(KEY, JSON.stringify(next))
    setStored(next)
    setAskedFor(false)
  }, [])

  // Another window gave the name.
  useEffect(() => {
    const changed = (event: StorageEvent): void => {
      if (event.key === KEY) setStored(readPerson())
    }
    addEventListener('storage', changed)
    return () => removeEventListener('storage', changed)
  }, [])

  const { name, color, asked } = stored
  const person = useMemo<PersonState>(
    () => ({
      user: { name: name === '' ? t('person.nameless') : name, color },
      name,
      question: askedFor ? 'asked-for' : asked ? 'closed' : 'first-time',
      ask: () => setAskedFor(true),
      answer: (given) => write({ name: given.trim().slice(0, MAX_NAME_CHARACTERS).trim(), asked: true }),
      skip: () => write({ asked: true }),
    }),
    [name, color, asked, askedFor, write, t],
  )
  return <PersonContext value={person}>{children}</PersonContext>
}

function readPerson(): Stored {
  const drawn = PRESENCE_COLOURS[Math.floor(Math.random() * PRESENCE_COLOURS.length)] ?? PRESENCE_COLOURS[0]
  const fresh: Stored = { name: '', color: drawn, asked: false }
  try {
    const said: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    if (typeof said === 'object' && said !== null) {
      const { name, color, asked } = said as Partial<Record<keyof Stored, unknown>>
      const known = PRESENCE_COLOURS.find((colour) => colour === color)
      return { name: typeof name === 'string' ? name : '', color: known ?? fresh.color, asked: asked === true }
    }
  } catch {
    // Not ours, or from a version that wrote something else: begin anew.
  }
  localStorage.setItem(KEY, JSON.stringify(fresh))
  return fresh
}
