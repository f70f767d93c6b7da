// How the clients of each relay speak. All of them use y-protocols' numbers; they differ in the address, in what stands
// before each message, and in what is said first. Used by participant.ts.
import * as encoding from 'lib0/encoding'
import { SUBPROTOCOL, SYNC_PATH } from '../../contracts/wire.ts'

export type DialectName = 'plain' | 'hocuspocus' | 'ligature'

export interface Dialect {
  readonly path: (document: string) => string
  readonly protocol: string | undefined
  /** Stands before every message, both ways. */
  readonly prefix: (document: string) => Uint8Array
  /** Said before the SyncStep1. */
  readonly greeting: (document: string) => readonly Uint8Array[]
}

const NOTHING = new Uint8Array()

/** Type and subtype of Hocuspocus' authentication by token. */
const HOCUSPOCUS_AUTH = 2
const HOCUSPOCUS_TOKEN = 0

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  plain: { path: (document) => `/${document}`, protocol: undefined, prefix: () => NOTHING, greeting: () => [] },
  ligature: {
    path: (document) => `${SYNC_PATH}${document}`,
    protocol: SUBPROTOCOL,
    prefix: () => NOTHING,
    greeting: () => [],
  },
  hocuspocus: {
    path: () => '/',
    protocol: undefined,
    prefix: (document) => encoding.encode((to) => encoding.writeVarString(to, document)),
    greeting: (document) => [
      encoding.encode((to) => {
        encoding.writeVarString(to, document)
        encoding.writeVarUint(to, HOCUSPOCUS_AUTH)
        encoding.writeVarUint(to, HOCUSPOCUS_TOKEN)
        encoding.writeVarString(to, '')
      }),
    ],
  },
}
