// Beside wire.ts, whose schemas the store's threads do without.
/** A Yjs update that says nothing: no structs, no deletes. The last answer of a join may be this one. */
export const EMPTY_UPDATE: Uint8Array = new Uint8Array([0, 0])
