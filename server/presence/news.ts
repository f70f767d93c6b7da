// What instances tell each other of who is in a document. Each speaks only of those who are connected to it.
import type { Address, Epoch } from '../../contracts/ids.ts'
import type { Told } from './awareness.ts'

/**
 * `broke-off`: its connection is gone, and it may come back, here or elsewhere. `gone`: it has not. `left`: it has said so itself.
 * `claimed`: it is here as well, and newer; whoever has heard nothing of its own for long gives it up.
 */
export const STANDINGS = ['here', 'broke-off', 'gone', 'left', 'claimed'] as const
export type Standing = (typeof STANDINGS)[number]

export interface NewsOfOne extends Told {
  readonly standing: Standing
}

export interface PresenceNews {
  readonly address: Address
  readonly epoch: Epoch
  /** Which instance says so, and which of its rooms of the document: the one before may not be quite gone. */
  readonly instance: string
  readonly room: number
  /** Head of its room when it said so: what carets point at is in the text up to there (R2). */
  readonly head: number
  /** Whoever hears it is to say who is with them. */
  readonly asks: boolean
  readonly people: readonly NewsOfOne[]
}
