// The search of titles and texts as somebody types: each letter calls off the search before, and what was found stays on the screen until
// there is something to put in its place.
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SearchHit } from '../../../contracts/search.ts'
import { RelayFailed, RelayRefused, RelayUnreachable } from '../../api/relay-errors.ts'
import { SearchService } from '../../api/search-service.ts'
import { announce } from '../../ui/announcer.tsx'
import { useLateService } from '../late-service.ts'

/** Between two letters of somebody who types on. */
const PAUSE_MS = 120

/** `more`: not all of it is shown. `offline`: nobody could be asked. `failed`: the relay said no. `broke-off`: some was found before. */
export type SearchState = 'idle' | 'searching' | 'all' | 'more' | 'offline' | 'failed' | 'broke-off'

interface Search {
  readonly hits: readonly SearchHit[]
  readonly state: SearchState
}

const NONE: Search = { hits: [], state: 'idle' }

export function useTextSearch(typed: string): Search & { readonly again: () => void } {
  const { t } = useTranslation()
  const service = useLateService(SearchService)
  const [tries, setTries] = useState(0)
  const again = useCallback(() => setTries((count) => count + 1), [])
  const words = typed.trim()
  const question = `${tries} ${words}`
  const [last, setLast] = useState({ ...NONE, question: '' })

  useEffect(() => {
    if (words === '') return
    const left = new AbortController()
    const hits: SearchHit[] = []
    const show = (state: SearchState): void => {
      if (!left.signal.aborted) setLast({ question, hits: [...hits], state })
    }
    const run = async (): Promise<void> => {
      const { more } = await service.search(words, left.signal, (hit) => {
        hits.push(hit)
        show('searching')
      })
      show(more ? 'more' : 'all')
      if (!left.signal.aborted) announce('search', t('documents.found', { count: hits.length }))
    }
    const failed = (cause: unknown): void => {
      const isOffline = cause instanceof RelayUnreachable && !(cause instanceof RelayFailed)
      show(hits.length > 0 ? 'broke-off' : isOffline ? 'offline' : 'failed')
      if (!(cause instanceof RelayUnreachable || cause instanceof RelayRefused)) reportError(cause)
    }
    const timer = setTimeout(() => void run().catch(failed), PAUSE_MS)
    return () => {
      clearTimeout(timer)
      left.abort()
    }
  }, [t, service, words, question])

  if (words === '') return { ...NONE, again }
  const { hits } = last
  return last.question === question ? { hits, state: last.state, again } : { hits, state: 'searching', again }
}
