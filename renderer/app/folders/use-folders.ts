// The folders as the screens see them. Asking the service loads it: only what shows folders asks.
import { useEffect, useState } from 'react'
import type { LibraryFolder } from '../../api/library-rows.ts'
import { arrived } from '../../ui/arrived.ts'
import { useServices } from '../services.ts'

/** In the order of their titles; null until they are known. */
export function useFolders(): readonly LibraryFolder[] | null {
  const { documents } = useServices()
  const [folders, setFolders] = useState<readonly LibraryFolder[] | null>(null)
  useEffect(() => {
    let left = false
    let stopListening = (): unknown => undefined
    const follow = async (): Promise<void> => {
      const service = await arrived(() => documents.folders())
      const show = async (): Promise<void> => {
        const list = await service.list()
        if (!left) setFolders(list)
      }
      if (left) return
      stopListening = service.subscribe(() => void show().catch(reportError))
      await show()
    }
    follow().catch(reportError)
    return () => {
      left = true
      stopListening()
    }
  }, [documents])
  return folders
}
