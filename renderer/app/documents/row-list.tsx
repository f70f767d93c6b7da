// A list of rows of one height, of which only those in sight are in the page: ten thousand scroll like ten. For the
// keyboard it is one Tab stop: arrows, Home and End go from row to row, the arrows across to the buttons of a row. Used by
// document-list.tsx and trash-page.tsx, which say what a row holds.
import { type FocusEvent, type KeyboardEvent, memo, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { indexIn, stepAcross, stepTo, TabStop, withIndex } from './row-keys.ts'
import { SCROLLER, useRowsInSight } from './rows-in-sight.ts'
import './row-list.css'

interface RowListProps {
  readonly label: string
  readonly rows: readonly LibraryDocument[]
  /** Pixels. The stylesheet gives the rows the same height. */
  readonly rowHeight: number
  /** Where the keyboard comes in, until it has been elsewhere. */
  readonly current?: DocumentId | undefined
  /** What stands in the row; the first thing that can be focused in it is its link. */
  readonly renderRow: (row: LibraryDocument) => ReactNode
  /** A key on a row that is not a step: F2, Delete. True when it meant something. */
  readonly pressed: (row: LibraryDocument, event: KeyboardEvent) => boolean
}

interface ContentsProps extends Pick<RowListProps, 'renderRow'> {
  readonly row: LibraryDocument
  readonly isTabStop: boolean
}

/** Scrolling moves the rows and draws only those anew that come into sight. */
const Contents = memo(({ row, renderRow, isTabStop }: ContentsProps) => (
  <TabStop value={isTabStop}>{renderRow(row)}</TabStop>
))

function focusRow(list: Element | null, index: number): void {
  list?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus({ preventScroll: true })
}

/** Of the search, above the list. */
function focusField(list: Element | null): void {
  list?.closest(SCROLLER)?.querySelector('input')?.focus()
}

export function RowList({ label, rows, rowHeight, current, renderRow, pressed }: RowListProps) {
  const list = useRef<HTMLUListElement>(null)
  const [active, setActive] = useState<DocumentId | undefined>(undefined)
  /** The row that had the focus, so that the one in its place has it when it goes. */
  const focused = useRef<number | null>(null)
  const moved = useRef(false)
  const activeAt = indexIn(rows, active) ?? indexIn(rows, current) ?? 0

  const { first, end, scrollTo } = useRowsInSight(list, rowHeight, rows)
  // The row of the Tab stop stays, wherever the list is scrolled to.
  const drawn = withIndex(
    Array.from({ length: end - first }, (_, nth) => first + nth),
    activeAt,
  )

  useLayoutEffect(() => {
    if (focused.current !== null && active !== undefined && indexIn(rows, active) === undefined) {
      const next = rows[Math.min(focused.current, rows.length - 1)]
      moved.current = next !== undefined
      setActive(next?.id)
      if (next === undefined) focusField(list.current)
      return
    }
    if (!moved.current) return
    moved.current = false
    focusRow(list.current, activeAt)
  }, [active, activeAt, rows])

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[activeAt]
    if (row === undefined || event.target instanceof HTMLInputElement) return
    const next = stepTo(event, activeAt, rows.length)
    const meant = next !== null || stepAcross(event) || pressed(row, event)
    if (!meant) return
    event.preventDefault()
    if (next === null || rows[next] === undefined) return
    // Nothing would be drawn anew, and the next drawing, whenever that is, would move the focus.
    if (rows[next].id === active) return focusRow(list.current, next)
    moved.current = true
    setActive(rows[next].id)
    scrollTo(next)
  }
  const onFocus = (event: FocusEvent): void => {
    // The menu of a row stands elsewhere in the page, and may go with the row.
    const index = Number(event.target.closest<HTMLElement>('[data-index]')?.dataset.index ?? activeAt)
    focused.current = index
    setActive(rows[index]?.id)
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys move among the links inside.
    <ul
      ref={list}
      className="rows"
      hidden={rows.length === 0}
      role="list"
      aria-label={label}
      style={{ height: rows.length * rowHeight }}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onBlur={(event) => {
        // Gone with its row, the focus went nowhere, and a question is about the row: neither is leaving the list.
        if (event.relatedTarget !== null && event.relatedTarget.closest('[role=alertdialog]') === null)
          focused.current = null
      }}
    >
      {drawn.map((index) => {
        const row = rows[index]
        if (row === undefined) return null
        return (
          <li
            key={row.id}
            className="row"
            data-index={index}
            data-tab-stop={index === activeAt || undefined}
            aria-setsize={rows.length}
            aria-posinset={index + 1}
            style={{ height: rowHeight, transform: `translateY(${index * rowHeight}px)` }}
          >
            <Contents row={row} renderRow={renderRow} isTabStop={index === activeAt} />
          </li>
        )
      })}
    </ul>
  )
}
