// Where notices are shown (see notify.ts): what shows them is loaded with the first. The app has <Notices/> once.
import { useEffect, useState } from 'react'
import { arrived } from './arrived.ts'
import { whenNoticesWait } from './notify.ts'
import { useLate } from './use-late.ts'

const load = () => arrived(async () => (await import('./toasts.tsx')).Toasts)

export function Notices() {
  const [count, setCount] = useState(0)
  useEffect(() => whenNoticesWait(() => setCount((before) => before + 1)), [])
  const Toasts = useLate(load, count > 0 && count)
  return Toasts === null ? null : <Toasts />
}
