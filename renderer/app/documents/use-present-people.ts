// Who is in a document, for as long as the component is there that asks.
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ProblemCode } from '../../../contracts/errors.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { PeopleService, type PeopleWatch } from '../../api/people-service.ts'
import type { PanelPersonFragment } from '../../api/queries.ts'
import { useLateService } from '../late-service.ts'

export interface Present {
  readonly state: 'asking' | 'here' | 'away' | 'refused'
  /** As they were last told; null when they never were. */
  readonly people: readonly PanelPersonFragment[] | null
  /** Why it was refused. */
  readonly code: ProblemCode | null
}

const ASKING: Present = { state: 'asking', people: null, code: null }

export function usePresentPeople(id: DocumentId): { readonly present: Present; readonly again: () => void } {
  const service = useLateService(PeopleService)
  const [present, setPresent] = useState(ASKING)
  const watch = useRef<PeopleWatch | null>(null)

  useEffect(() => {
    const watching = service.watch(id, (news) => {
      setPresent(({ people }) => {
        switch (news.kind) {
          case 'here':
            return { state: 'here', people: news.people, code: null }
          case 'away':
            return { state: 'away', people, code: null }
          case 'refused':
            return { state: 'refused', people: null, code: news.code }
        }
      })
    })
    watch.current = watching
    return () => watching.close()
  }, [service, id])

  const again = useCallback(() => {
    setPresent((before) => ({ ...before, state: 'asking' }))
    watch.current?.tryNow()
  }, [])
  return { present, again }
}
