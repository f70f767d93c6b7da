// Files dropped anywhere in the window: Markdown and folders are imported, images over the text are the editor's, and nothing
// ever replaces the page, which is what a browser does with a file that nobody takes.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../services.ts'
import type { Dropped, FoundFiles } from './found-files.ts'

export function DropTarget() {
  const { t } = useTranslation()
  const { transfers } = useServices()
  const [over, setOver] = useState(false)
  useEffect(() => {
    const dragged = (event: DragEvent): void => {
      if (!mayHoldFiles(event.dataTransfer)) return
      event.preventDefault()
      setOver(!isOverText(event))
    }
    const left = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false)
    }
    const dropped = (event: DragEvent): void => {
      setOver(false)
      // The editor has taken it.
      if (event.defaultPrevented || event.dataTransfer === null || !mayHoldFiles(event.dataTransfer)) return
      event.preventDefault()
      transfers.importFiles(filesIn(heldBy(event.dataTransfer))).catch(reportError)
    }
    addEventListener('dragover', dragged)
    addEventListener('dragleave', left)
    addEventListener('drop', dropped)
    return () => {
      removeEventListener('dragover', dragged)
      removeEventListener('dragleave', left)
      removeEventListener('drop', dropped)
    }
  }, [transfers])
  return over ? <div className="drop-here">{t('transfer.import.drop')}</div> : null
}

/** Whether it makes sense to say "drop here": only kinds can be seen before the drop. */
const mayHoldFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false

/** In the drop event itself: the browser forgets what was dropped after it. */
const heldBy = (data: DataTransfer): Dropped =>
  [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? [])

const filesIn = async (dropped: Dropped): Promise<FoundFiles> =>
  (await import('./found-files.ts')).droppedFiles(dropped)

const isOverText = ({ target }: DragEvent): boolean => target instanceof Element && target.closest('.text') !== null
