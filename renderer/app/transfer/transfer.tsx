// Imports and exports on the screen: where files are dropped, and the dialog, loaded when one begins. Shown once by app.tsx.
import { useLate } from '../../ui/use-late.ts'
import { useReadable } from '../document/use-readable.ts'
import { useServices } from '../services.ts'
import { DropTarget } from './drop-target.tsx'

const load = async () => (await import('./transfer-dialog.tsx')).TransferDialog

export function Transfer() {
  const { transfers } = useServices()
  const Dialog = useLate(load, useReadable(transfers.state).kind !== 'none')
  return (
    <>
      <DropTarget />
      {Dialog !== null && <Dialog />}
    </>
  )
}
