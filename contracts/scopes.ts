// What a service token may do over HTTP. Each address of the API states the one that it takes; where none is stated, no token
// is taken.
export const SCOPES = [
  'content:read',
  'content:write',
  'documents:read',
  'documents:write',
  'attachments:read',
  'attachments:write',
] as const
export type Scope = (typeof SCOPES)[number]

export const isScope = (text: string): text is Scope => SCOPES.some((scope) => scope === text)

/** How every token begins, so that one is known as such wherever it is seen. */
export const TOKEN_PREFIX = 'lgt_'
