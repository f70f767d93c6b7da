// Walks over the bytes of a Yjs update (v1) and says which clocks it brings, without making an object: a million a second
// are counted. Knows only what typing text comes to. Used by participants, which count what reaches them.

/** Called for each run of clocks; `deleted` for those of the delete set. */
export type Visit = (client: number, clock: number, length: number, deleted: boolean) => void

const REF = { gc: 0, deleted: 1, string: 4, skip: 10 } as const
const HAS_ORIGIN = 0x80
const HAS_RIGHT_ORIGIN = 0x40
const HAS_PARENT_SUB = 0x20

let bytes: Uint8Array = new Uint8Array()
let at = 0

/** Visits the update that stands from `from` on. Throws for content that is not text. */
export function scanUpdate(message: Uint8Array, from: number, visit: Visit): void {
  bytes = message
  at = from
  for (let clients = varUint(); clients > 0; clients--) {
    let structs = varUint()
    const client = varUint()
    for (let clock = varUint(); structs > 0; structs--) {
      const ref = bytes[at]! & 0x1f
      const length = struct()
      if (ref !== REF.skip) visit(client, clock, length, false)
      clock += length
    }
  }
  for (let clients = varUint(); clients > 0; clients--) {
    const client = varUint()
    for (let ranges = varUint(); ranges > 0; ranges--) {
      const clock = varUint()
      visit(client, clock, varUint(), true)
    }
  }
}

/** Steps over one struct; answers how many clocks it has. */
function struct(): number {
  const info = bytes[at++]!
  const ref = info & 0x1f
  if (ref === REF.gc || ref === REF.skip) return varUint()
  if ((info & HAS_ORIGIN) !== 0) skipId()
  if ((info & HAS_RIGHT_ORIGIN) !== 0) skipId()
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
    if (varUint() === 1) skipString()
    else skipId()
    if ((info & HAS_PARENT_SUB) !== 0) skipString()
  }
  if (ref === REF.deleted) return varUint()
  if (ref === REF.string) return skipString()
  throw new Error(`an update with content of kind ${ref}, which the bench does not type`)
}

function skipId(): void {
  varUint()
  varUint()
}

/** Answers its length; the texts of the bench are ASCII. */
function skipString(): number {
  const length = varUint()
  at += length
  return length
}

function varUint(): number {
  let value = 0
  let factor = 1
  for (;;) {
    const byte = bytes[at++]!
    value += (byte & 0x7f) * factor
    if (byte < 0x80) return value
    factor *= 128
  }
}
