// What a service token may do over HTTP. Each address of the API states the one that it takes; where none is stated, no token
// is taken.
export const SCOPES = [
  'content:read',
  'content:write',
  'comments:read',
  'comments:write',
  'documents:read',
  'documents:write',
  'attachments:read',
  'attachments:write',
  // All of it at once, the trash too: an owner's.
  'workspace:export',
  'workspace:import',
] as const
export type Scope = (typeof SCOPES)[number]

/** What each kind of operation at /graphql takes. The address itself opens with any of them. */
export const GRAPHQL_SCOPES = {
  query: 'documents:read',
  subscription: 'documents:read',
  mutation: 'documents:write',
} as const satisfies Readonly<Record<string, Scope>>

export const isScope = (text: string): text is Scope => SCOPES.some((scope) => scope === text)

/** How every token begins, so that one is known as such wherever it is seen. */
export const TOKEN_PREFIX = 'lgt_'
