// One row of the list: the link with title and time, who is there, the star, the menu; or the field in which it is renamed.
import { Ellipsis, MessageSquare, Star } from 'lucide-react'
import { type MouseEvent, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { latePopup } from '../../ui/late-popup.tsx'
import { NameField } from '../../ui/name-field.tsx'
import { timeWords } from '../../ui/time-words.ts'
import { documentPath } from '../route.ts'
import { useRename, useStar } from './deeds.ts'
import { usePresent } from './documents-queries.ts'
import { useTabIndex } from './row-keys.ts'
import { shownTitle } from './shown-title.ts'

const RowMenu = latePopup('menu', async () => (await import('./row-menu.tsx')).RowMenu)

const PeoplePanel = latePopup('dialog', async () => (await import('./people-panel.tsx')).PeoplePanel)

interface DocumentRowProps {
  readonly row: LibraryDocument
  /** Milliseconds since 1970. */
  readonly now: number
  readonly isCurrent: boolean
  readonly isRenaming: boolean
  readonly setRenaming: (on: boolean) => void
  readonly open: (row: LibraryDocument) => void
  readonly moveToTrash: (row: LibraryDocument) => void
}

export function DocumentRow(props: DocumentRowProps) {
  const { row, isRenaming, setRenaming } = props
  const { t } = useTranslation()
  const rename = useRename()
  const [takesFocus, setTakesFocus] = useState(false)
  if (!isRenaming) return <Shown {...props} takesFocus={takesFocus} />
  return (
    <NameField
      name={row.title}
      label={t('documents.newTitle')}
      placeholder={t('document.untitled')}
      done={(title, basedOn, byKey) => {
        setTakesFocus(byKey)
        if (title !== null && title !== basedOn) rename(row.id, title, basedOn)
        setRenaming(false)
      }}
    />
  )
}

interface ShownProps extends DocumentRowProps {
  /** The field in its place had the focus, and leaves it to the row. */
  readonly takesFocus: boolean
}

function Shown({ takesFocus, ...props }: ShownProps) {
  const { row, now, isCurrent, open } = props
  const { t } = useTranslation()
  const tabIndex = useTabIndex()
  const star = useStar()
  // The window that shows this is one of them.
  const others = usePresent(row.id) - (isCurrent ? 1 : 0)
  const link = useRef<HTMLAnchorElement>(null)
  const [isPanelOpen, setPanelOpen] = useState(false)
  useLayoutEffect(() => {
    if (takesFocus) link.current?.focus()
  }, [takesFocus])
  const title = shownTitle(row)
  const isWell = row.refused === null && row.ownTitle === null
  const clicked = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return // The browser's own "open elsewhere".
    event.preventDefault()
    open(row)
  }
  return (
    <>
      <a
        ref={link}
        href={documentPath(row.id)}
        tabIndex={tabIndex}
        draggable={false}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={clicked}
      >
        <span className={row.title === '' ? 'row-title quiet' : 'row-title'} translate="no" dir="auto">
          {title}
        </span>
        {isWell ? (
          <span className="row-time">
            {row.openComments > 0 && <OpenComments count={row.openComments} />}{' '}
            {timeWords(Date.parse(row.changedAt), now)}
            {isCurrent && others > 0 && (
              <span className="row-present"> · {t('documents.present', { count: others })}</span>
            )}
          </span>
        ) : (
          <span className="row-time" data-tone="alert">
            {row.refused === null ? t('documents.twoTitles.mark') : t('documents.notOnRelay')}
          </span>
        )}
      </a>
      {/* Of the one on the screen everybody stands above the text. */}
      {isWell && !isCurrent && (others > 0 || isPanelOpen) && (
        <PeoplePanel
          id={row.id}
          onOpenChange={(isOpen) => {
            setPanelOpen(isOpen)
            // Its button goes with it then.
            if (!isOpen && others === 0) link.current?.focus()
          }}
          enter={() => open(row)}
          trigger={
            <button
              type="button"
              className="row-present"
              tabIndex={-1}
              aria-label={others > 0 ? t('documents.presentIn', { count: others, title }) : undefined}
            >
              {/* Where nothing is heard just now, nobody is counted. */}
              {others > 0 ? t('documents.present', { count: others }) : t('documents.whoIsHere')}
            </button>
          }
        />
      )}
      <div className="row-buttons">
        <button
          type="button"
          className="icon-button row-star"
          tabIndex={-1}
          aria-pressed={row.starred}
          aria-label={row.starred ? t('documents.unstar', { title }) : t('documents.star', { title })}
          onClick={() => star(row.id, !row.starred)}
        >
          <Star aria-hidden />
        </button>
        <MenuButton {...props} />
      </div>
    </>
  )
}

/** In words where there is room, and read aloud so. Before the time, which is cut off where there is none. */
function OpenComments({ count }: { count: number }) {
  const words = useTranslation().t('documents.openComments', { count })
  return (
    <span className="row-comments" role="img" aria-label={words} title={words}>
      <MessageSquare />
      <span>{count}</span>
      <span>{words} · </span>
    </span>
  )
}

function MenuButton({ row, setRenaming, moveToTrash }: DocumentRowProps) {
  const { t } = useTranslation()
  return (
    <RowMenu
      row={row}
      setRenaming={setRenaming}
      moveToTrash={moveToTrash}
      trigger={
        <button
          type="button"
          className="icon-button"
          tabIndex={-1}
          aria-label={t('documents.actionsFor', { title: shownTitle(row) })}
        >
          <Ellipsis aria-hidden />
        </button>
      }
    />
  )
}
