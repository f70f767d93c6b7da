// Imports and exports as commands that a menu or a palette lists.
import { useCallback } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import { useServices } from '../services.ts'

/** Asks what to export and how. `current`: the document on the screen, if there is one. */
export function useExport(current?: DocumentId): () => void {
  const { transfers } = useServices()
  return useCallback(() => transfers.ask('export', current), [transfers, current])
}

/** Asks for the files to import. */
export function useImport(): () => void {
  const { transfers } = useServices()
  return useCallback(() => transfers.ask('import'), [transfers])
}
