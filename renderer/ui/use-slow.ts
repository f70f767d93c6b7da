// Whether something has been going on for so long that it should be said. What is over sooner would only flicker.
import { useEffect, useState } from 'react'

const SAY_AFTER_MS = 400

export function useSlow(isRunning: boolean): boolean {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    if (!isRunning) return
    const timer = setTimeout(() => setSlow(true), SAY_AFTER_MS)
    return () => {
      clearTimeout(timer)
      setSlow(false)
    }
  }, [isRunning])
  return isSlow
}
