// The time, for words that count: re-renders every so often while somebody looks.
import { useEffect, useState } from 'react'

/** Milliseconds since 1970. `everyMs` null stops the clock. */
export function useNow(everyMs: number | null): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (everyMs === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
