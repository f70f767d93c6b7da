// Says it when the relay refused something that this computer had already shown as done.
import { useEffect } from 'react'
import type { RefusedDeed } from '../../api/replay.ts'
import { notify } from '../../ui/toasts.tsx'
import { useServices } from '../services.ts'
import { quoted } from './documents-queries.ts'

export function RefusalNotices() {
  const { documents } = useServices()
  useEffect(() => documents.onRefused((refused) => notify({ text: refusalText(refused) })), [documents])
  return null
}

export function refusalText({ operation: { deed, before }, problem }: RefusedDeed): string {
  const why = `The relay refused: ${problem.title}.`
  switch (deed.kind) {
    case 'create':
      return `${quoted(deed)} keeps its text on this computer but is not on the relay. ${why} Start a new document to share it.`
    case 'rename':
      return `The text is untouched, and the document is called ${quoted(before ?? undefined)} again. ${why}`
    case 'trash':
      return `${quoted(before ?? undefined)} stays in the list. ${why}`
    case 'restore':
      return `${quoted(before ?? undefined)} stays in the trash. ${why}`
  }
}
