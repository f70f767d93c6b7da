// Who acts without a name of their own.

/** The id of the principal that whoever has no account, and shows no token, acts as. */
export const GUEST = 'guest'
