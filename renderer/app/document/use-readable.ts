// collab/'s Readable in React.
import { useSyncExternalStore } from 'react'
import type { Readable } from '../../collab/readable.ts'

export function useReadable<Value>(readable: Readable<Value>): Value {
  return useSyncExternalStore(readable.subscribe, readable.get)
}
