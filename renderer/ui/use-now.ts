// The time, for words that count: re-renders every so often while somebody looks.
import { useCallback, useSyncExternalStore } from 'react'

/** What a clock that stands still goes by, when something else renders it again. */
const STANDING_MS = 60_000

/** Milliseconds since 1970, in steps of `everyMs`. Null stops the clock. */
export function useNow(everyMs: number | null): number {
  const listen = useCallback(
    (changed: () => void) => {
      if (everyMs === null) return () => undefined
      const timer = setInterval(changed, everyMs)
      return () => clearInterval(timer)
    },
    [everyMs],
  )
  const step = everyMs ?? STANDING_MS
  return useSyncExternalStore(listen, () => Math.floor(Date.now() / step) * step)
}
