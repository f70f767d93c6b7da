// collab/'s Readable in React.
import { useCallback, useSyncExternalStore } from 'react'
import type { Readable } from '../../collab/readable.ts'

export function useReadable<Value>(readable: Readable<Value>): Value {
  const listen = useCallback((changed: () => void) => readable.subscribe(changed), [readable])
  return useSyncExternalStore(listen, () => readable.get())
}
