// Who may do what. Every route and every frame asks here; what is not allowed is denied. Until accounts exist somebody is
// a guest, who owns everything (`LIGATURE_ACCESS=open`), or a service that shows a token (tokens.ts).
import { GUEST } from '../../contracts/guest.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import type { Scope } from '../../contracts/scopes.ts'
import { type Role, ROLES } from '../../contracts/wire.ts'
import { Refused } from '../errors.ts'

/** Who acts. The id is stored with every update as its author. */
export type Principal =
  | { readonly kind: 'guest'; readonly id: string }
  | {
      readonly kind: 'service'
      readonly id: string
      readonly scopes: readonly Scope[]
      /** The only one that it knows; null: all of them. */
      readonly document: DocumentId | null
      /** In milliseconds since 1970; null: it does not end by itself. */
      readonly expiresAt: number | null
    }

export type Action =
  | 'read'
  | 'be-present'
  | 'comment'
  | 'write'
  | 'attach'
  | 'create'
  | 'list'
  | 'rename'
  | 'move'
  | 'arrange'
  | 'trash'
  | 'delete-for-ever'
  | 'export'
  | 'import'

/** The least role an action needs on its document. */
const NEEDS: Readonly<Record<Action, Role>> = {
  list: 'viewer',
  read: 'viewer',
  'be-present': 'viewer',
  comment: 'commenter',
  write: 'editor',
  attach: 'editor',
  create: 'editor',
  rename: 'editor',
  move: 'editor',
  /** Folders, which are no single document's. */
  arrange: 'editor',
  trash: 'owner',
  'delete-for-ever': 'owner',
  export: 'owner',
  import: 'owner',
}

export interface Access {
  /** Whoever shows no token. */
  identify(): Principal
  /** Undefined: not theirs to know of. `document` is null for what concerns no single one. */
  roleOf(principal: Principal, document: DocumentId | null): Promise<Role | undefined>
}

/** Everyone who can reach the relay owns every document. A service does what its scopes say, which every address asks for first. */
export class OpenAccess implements Access {
  identify(): Principal {
    return { kind: 'guest', id: GUEST }
  }

  async roleOf(principal: Principal, document: DocumentId | null): Promise<Role | undefined> {
    if (principal.kind === 'service' && principal.document !== null && principal.document !== document) return undefined
    return 'owner'
  }
}

/** Whether a role is enough for an action. Cheap: asked for every frame. */
export const permits = (role: Role, action: Action): boolean => ROLES.indexOf(role) >= ROLES.indexOf(NEEDS[action])

/** For whom `authorize` denied it. A token that is for one document is told so: it knows which that is. */
export const denied = (principal: Principal, document: DocumentId | null, deed: string): Refused =>
  new Refused(
    'forbidden',
    principal.kind === 'service' && principal.document !== null && principal.document !== document
      ? `this token is only for the document ${principal.document}`
      : `you may not ${deed} here`,
  )

/** Whether a principal may do this to this document. */
export async function authorize(
  access: Access,
  principal: Principal,
  action: Action,
  document: DocumentId | null,
): Promise<boolean> {
  const role = await access.roleOf(principal, document)
  return role !== undefined && permits(role, action)
}
