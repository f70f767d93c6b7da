// Says it when the relay refused something that this computer had already shown as done.
import { useEffect } from 'react'
import type { SpokenProblemCode } from '../../../contracts/errors.ts'
import { wholeRow } from '../../api/library-rows.ts'
import type { RefusedDeed } from '../../api/replay.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { useServices } from '../services.ts'
import { quoted } from './shown-title.ts'

export function RefusalNotices() {
  const { documents } = useServices()
  useEffect(() => documents.onRefused((refused) => notify({ text: refusalText(refused) })), [documents])
  return null
}

function refusalText({ operation, problem }: RefusedDeed): string {
  const { deed, before, relay, id } = operation
  const row = deed.kind === 'create' ? wholeRow({ relay, id, title: deed.title }) : (before ?? undefined)
  const why = t(`relay.problems.${problem.code as SpokenProblemCode}`)
  return t(`documents.refused.${deed.kind}`, { title: quoted(row), why })
}
