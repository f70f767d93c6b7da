// How epochs follow each other (protocol clause E1).
import type { Epoch } from './ids.ts'

/** How many times the document has begun: 1 until it is reset. Any later epoch is `{beginning}.{random}`. */
export const beginningOf = (epoch: Epoch): number => Number(/^(\d+)\./.exec(epoch)?.[1] ?? 1)
