// This person's trace in the awareness of one document, and the list of the others. One per open document.
import { removeAwarenessStates, type Awareness } from 'y-protocols/awareness'
import type { PresenceUser } from '../../contracts/presence.ts'
import { peopleIn, samePeople, type Person } from './people.ts'
import { Cell, type Readable } from './readable.ts'

export class Presence {
  readonly awareness: Awareness
  readonly #people = new Cell<readonly Person[]>([])
  #user: PresenceUser | null = null

  constructor(awareness: Awareness, user: PresenceUser | null) {
    this.awareness = awareness
    awareness.on('change', this.#look)
    this.setUser(user)
    if (typeof window !== 'undefined') window.addEventListener('pageshow', this.#return)
  }

  get people(): Readable<readonly Person[]> {
    return this.#people
  }

  /** Null leaves no trace: no name and no caret. */
  setUser(user: PresenceUser | null): void {
    this.#user = user
    // The caret is a field beside `user` that the editor writes: keep it when only the name changes.
    this.awareness.setLocalState(user === null ? null : { ...this.awareness.getLocalState(), user })
  }

  /** A clean leave: the others need not wait for a timeout. */
  leave(): void {
    removeAwarenessStates(this.awareness, [this.awareness.clientID], 'leave')
  }

  close(): void {
    if (typeof window !== 'undefined') window.removeEventListener('pageshow', this.#return)
    this.awareness.off('change', this.#look)
    this.awareness.destroy()
  }

  readonly #look = (): void => {
    const people = peopleIn(this.awareness)
    if (!samePeople(people, this.#people.get())) this.#people.set(people)
  }

  /** Back out of the browser's page cache, where pagehide had sent us. */
  readonly #return = (event: PageTransitionEvent): void => {
    if (event.persisted) this.setUser(this.#user)
  }
}

/** Says the same again, newer: a relay and clients that remember us from before must not take it for old (R13). */
export function bumpClock(awareness: Awareness): void {
  const state = awareness.getLocalState()
  if (state !== null) awareness.setLocalState(state)
}

/** Forgets the clocks of the others when the session ends. They are away with it, and return with the clocks they had,
 * which y-protocols would take for old until each of them moves. */
export function forgetOthers(awareness: Awareness): void {
  for (const client of awareness.meta.keys()) {
    if (client !== awareness.clientID && !awareness.states.has(client)) awareness.meta.delete(client)
  }
}
