// Code that comes when it is first wanted. Whoever shows something that no first screen needs asks with useLate; a button
// that opens something is a latePopup, which asks here too.
import { useEffect, useState } from 'react'

/**
 * What `load` brings, from when there was a first `wish` and it has come; null before. `false` and null are no wish, every
 * other value is, and another value is another: after a failure (the relay is away, and the browser has not kept the app
 * yet; the log has it) that one tries again. `load` must be the same each time.
 */
export function useLate<Part>(load: () => Promise<Part>, wish: unknown): Part | null {
  const [part, setPart] = useState<Part | null>(null)
  useEffect(() => {
    if (wish === false || wish === null || part !== null) return undefined
    let left = false
    load().then((come) => {
      if (!left) setPart(() => come) // A component is a function, which setPart would call.
    }, reportError)
    return () => {
      left = true
    }
  }, [load, wish, part])
  return part
}
