// Which document schema this build writes. The relay names it in `hello`; an older client opens read-only, because an
// editor deletes what its schema cannot build, for everybody. Raise it whenever document/schema.ts gains a node or mark, from the first
// release on: until then there is one schema, still growing.
export const SCHEMA_VERSION = 1
