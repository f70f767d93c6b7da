// Who else is in the document, read from the awareness states. What others say of themselves is looked at before it is
// shown: it comes from any client of the relay. Used by open-document.ts.
import type { Awareness } from 'y-protocols/awareness'
import { MAX_NAME_CHARACTERS } from '../../contracts/limits.ts'
import { PresenceUserSchema, type PresenceUser } from '../../contracts/presence.ts'

/** Somebody else in the document. One entry per client, so the same person in two windows is two. */
export interface Person {
  readonly clientId: number
  readonly user: PresenceUser
}

/** For somebody whose own colour is none: 5.3:1 on white, 3.9:1 on near-black. */
const FALLBACK_COLOR = '#6b6b6b'

/** Everybody but this client, in a stable order, so that faces do not change places. */
export function peopleIn(awareness: Awareness): readonly Person[] {
  const people: Person[] = []
  for (const [clientId, state] of awareness.getStates()) {
    if (clientId === awareness.clientID) continue
    const user = readUser((state as { readonly user?: unknown } | null)?.user)
    if (user !== null) people.push({ clientId, user })
  }
  return people.sort((a, b) => a.clientId - b.clientId)
}

/** Null when there is no name to show. */
function readUser(said: unknown): PresenceUser | null {
  if (typeof said !== 'object' || said === null) return null
  const { name, color } = said as { readonly name?: unknown; readonly color?: unknown }
  if (typeof name !== 'string') return null
  const shortened = name.trim().slice(0, MAX_NAME_CHARACTERS)
  const user = PresenceUserSchema.safeParse({ name: shortened, color })
  if (user.success) return user.data
  const plain = PresenceUserSchema.safeParse({ name: shortened, color: FALLBACK_COLOR })
  return plain.success ? plain.data : null
}

export function samePeople(a: readonly Person[], b: readonly Person[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ clientId, user }, index) => {
      const other = b[index]
      return clientId === other?.clientId && user.name === other.user.name && user.color === other.user.color
    })
  )
}
