// What a relay that could not start wrote to stderr, and what that means for the next try. Read by embedded-relay.ts; the
// sentences are those of server/relay.ts and server/store/sqlite/data-folder.ts, and tests/electron/desktop.test.ts has
// the real relay say them.

/** `folder-held`: another relay has the data folder, mostly the one of the app before, which still closes. */
export type Hindrance = 'port-taken' | 'folder-held' | 'other'

export function hindranceIn(lastWords: string): Hindrance {
  if (/^Port \d+ on \S+ is in use\./m.test(lastWords)) return 'port-taken'
  if (/^The data folder .+ is already open in another relay/m.test(lastWords)) return 'folder-held'
  return 'other'
}
