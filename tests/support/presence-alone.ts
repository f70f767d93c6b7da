// The presence of one document without sockets and without other instances.
import { machineClock } from '../../server/clock.ts'
import { Presence, type PresenceParts } from '../../server/presence/presence.ts'

const nothing = (): void => undefined

export const presenceAlone = (parts: Partial<PresenceParts> = {}): Presence =>
  new Presence({ graceMs: 3_000, clock: machineClock, broadcast: nothing, say: nothing, changed: nothing, ...parts })
