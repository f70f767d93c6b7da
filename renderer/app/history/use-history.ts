// The history of a document for as long as somebody looks at it: row by row as they come.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type HistoryRow, MAX_HISTORY_ROWS } from '../../../contracts/history.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { HistoryService } from '../../api/history-service.ts'
import { RelayRefused, RelayUnreachable } from '../../api/relay-errors.ts'
import { announce } from '../../ui/announcer.tsx'
import { useServices } from '../services.ts'

/** Months of most documents; more are asked for by hand. */
const ROWS_AT_FIRST = 200

/**
 * `more`: older ones can be asked for. `most`: there are older ones still. `offline`: nobody could be asked. `broke-off`: what came is
 * right. `unknown`: the relay has no such document yet.
 */
export type HistoryState = 'reading' | 'all' | 'more' | 'most' | 'offline' | 'broke-off' | 'unknown'

interface History {
  readonly rows: readonly HistoryRow[]
  readonly state: HistoryState
}

/** `asked`: another object whenever the relay is asked anew. */
export function useHistory(
  id: DocumentId,
): History & { readonly asked: object; readonly again: () => void; readonly readAll: () => void } {
  const { t } = useTranslation()
  const { relay } = useServices()
  const [asked, setAsked] = useState({ limit: ROWS_AT_FIRST })
  const [history, setHistory] = useState<History>({ rows: [], state: 'reading' })

  useEffect(() => {
    const left = new AbortController()
    const rows: HistoryRow[] = []
    // What stands there already stays until it has come again.
    const show = (state: HistoryState, isWhole = false): void => {
      if (left.signal.aborted) return
      setHistory((last) => ({ rows: isWhole || rows.length > last.rows.length ? [...rows] : last.rows, state }))
    }
    const run = async (): Promise<void> => {
      const { more } = await new HistoryService(relay).read(id, asked.limit, left.signal, (row) => {
        rows.push(row)
        show('reading')
      })
      show(!more ? 'all' : asked.limit < MAX_HISTORY_ROWS ? 'more' : 'most', true)
      if (!left.signal.aborted) announce('history', t('history.told', { count: rows.length }))
    }
    run().catch((cause: unknown) => {
      const isUnknown = cause instanceof RelayRefused && cause.problem.code === 'document-not-found'
      const isAway = cause instanceof RelayUnreachable && rows.length === 0
      show(isUnknown ? 'unknown' : isAway ? 'offline' : 'broke-off')
      if (!(cause instanceof RelayUnreachable || cause instanceof RelayRefused)) reportError(cause)
    })
    return () => left.abort()
  }, [t, relay, id, asked])

  return {
    ...history,
    asked,
    again: () => {
      setHistory({ rows: [], state: 'reading' })
      setAsked({ ...asked })
    },
    readAll: () => {
      setHistory({ ...history, state: 'reading' })
      setAsked({ limit: MAX_HISTORY_ROWS })
    },
  }
}
