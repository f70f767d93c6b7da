// Texts and the list that this computer kept for its embedded relay under the addresses it had before it went by its name. A chunk
// of its own; used by start-services.ts, before anybody shows a row.
import { EMBEDDED_RELAY } from '../../contracts/desktop-names.ts'
import type { Library } from '../api/library.ts'
import { adoptCopies } from '../collab/adopt-copies.ts'
import type { Desktop } from '../platform/platform.ts'
import { webLocks } from './web-locks.ts'

const ADOPTED_KEY = 'ligature-embedded-adopted'

/**
 * Every address of this computer was one of its, for no other relay could be added then; those added since are left alone. What
 * fails is tried again at the next start: nothing is lost, it is only not shown.
 */
export async function adoptFormer(desktop: Desktop, library: Library): Promise<void> {
  if (localStorage.getItem(ADOPTED_KEY) !== null) return
  await webLocks().request('ligature-adopt', async () => {
    const others = new Set(await desktop.relays())
    const isFormer = (relay: string): boolean => /^http:\/\/127\.0\.0\.1:\d+$/.test(relay) && !others.has(relay)
    const left = await adoptCopies(EMBEDDED_RELAY, isFormer)
    await library.adopt(isFormer)
    if (left === 0) localStorage.setItem(ADOPTED_KEY, 'yes')
  })
}
