// Who reads a stream of events, as they were told last and by now: a token may be changed or revoked while its stream is open (R9).
// Made by event-streams.ts for each stream, asked by event-stream.ts before anything is told.
import type { Permissions } from '../../contracts/events.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { problem } from '../../contracts/problem.ts'
import { type Access, authorize, type Principal } from '../access/access.ts'
import { Refused } from '../errors.ts'

/** What is to be told before anything else. */
export interface StandingNews {
  readonly permissions: Permissions
  /** Other documents than before are theirs to know of. */
  readonly seesOthers: boolean
}

export class Standing {
  readonly #access: Access
  readonly #identify: () => Promise<Principal>
  /** Undefined: nothing is theirs to know of. */
  #principal: Principal | undefined
  /** JSON text of what they were told; undefined: nothing yet. */
  #said: string | undefined

  /** `identify`: who they are by now. It throws Refused when they are nobody any more. */
  constructor(access: Access, identify: () => Promise<Principal>) {
    this.#access = access
    this.#identify = identify
  }

  /** `over`: nothing is theirs any more, or nobody can say. Never rejects. */
  async look(): Promise<'as told' | 'changed' | 'over'> {
    try {
      return this.#said === textOf(await this.#identify()) ? 'as told' : 'changed'
    } catch {
      // Why, `news` tells.
      return 'over'
    }
  }

  /** From here on they have been told. Undefined: there is nothing to tell. Throws what cannot be told: nobody knows how it is. */
  async news(): Promise<StandingNews | undefined> {
    const before = this.#principal
    this.#principal = undefined
    try {
      const now = await this.#identify()
      const said = textOf(now)
      this.#principal = now
      if (said === this.#said) return undefined
      this.#said = said
      if (now.kind === 'guest') return undefined
      const seesOthers = before?.kind === 'service' && before.document !== now.document
      return { permissions: permissionsOf(now), seesOthers }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { permissions: { ended: problem(error.code, error.message, error.facts) }, seesOthers: false }
    }
  }

  /** Goes by what was told last. `null`: the list of folders. */
  async mayKnow(document: DocumentId | null): Promise<boolean> {
    const principal = this.#principal
    return (
      principal !== undefined &&
      (await authorize(this.#access, principal, document === null ? 'list' : 'read', document))
    )
  }
}

const permissionsOf = ({
  scopes,
  document,
  expiresAt,
}: Extract<Principal, { kind: 'service' }>): Exclude<Permissions, { ended: unknown }> => ({
  scopes: [...scopes],
  document,
  expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
})

const textOf = (principal: Principal): string =>
  principal.kind === 'guest' ? 'guest' : JSON.stringify(permissionsOf(principal))
