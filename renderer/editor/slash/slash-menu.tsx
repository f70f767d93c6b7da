// The slash menu as it is seen: grouped choices beside the caret, the marked one scrolled into view, the number of choices
// said to a screen reader. The focus never leaves the text; slash.ts hears the keys.
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { Fragment, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { shortcutText } from '../../ui/shortcut.ts'
import { useAnchored } from '../anchored.ts'
import { selectionRect } from '../selection-rect.ts'
import { chooseSlashItem, markSlashItem, type OpenSlash, openSlash, SLASH_MENU_ID, slashOptionId } from './slash.ts'
import './slash.css'

export function SlashMenu({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const open = useEditorState({
    editor,
    selector: ({ editor: current }) => openSlash(current),
    equalityFn: isSame,
  })
  return (
    <>
      {open !== null && <Choices editor={editor} {...open} />}
      <span className="for-screen-readers" aria-live="polite">
        {open === null ? '' : t('editor.slash.count', { count: open.items.length })}
      </span>
    </>
  )
}

function isSame(one: OpenSlash | null, other: OpenSlash | null): boolean {
  return one === other || (one?.query === other?.query && one?.index === other?.index && one !== null && other !== null)
}

function Choices({ editor, items, index, query }: { editor: Editor } & OpenSlash) {
  const { t } = useTranslation()
  const menu = useRef<HTMLDivElement>(null)
  useAnchored(
    menu,
    {
      rect: () => selectionRect(editor.view),
      within: editor.view.dom,
      placement: 'bottom-start',
      distance: 6,
    },
    query,
  )
  useEffect(() => {
    menu.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [index, query])
  return (
    <div
      ref={menu}
      id={SLASH_MENU_ID}
      className="popup floating slash-menu"
      role="listbox"
      aria-label={t('editor.slash.label')}
    >
      {items.map((item, at) => (
        <Fragment key={item.id}>
          {item.group !== items[at - 1]?.group && (
            <div className="menu-label" role="presentation">
              {t(`editor.slash.groups.${item.group}`)}
            </div>
          )}
          {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */}
          <div
            id={slashOptionId(at)}
            className="menu-item"
            role="option"
            aria-selected={at === index}
            data-highlighted={at === index ? '' : undefined}
            onMouseDown={(event) => event.preventDefault()}
            onMouseMove={() => at !== index && markSlashItem(editor, at)}
            onClick={() => chooseSlashItem(editor, item, query)}
          >
            <item.icon aria-hidden />
            {item.name}
            {item.keys !== undefined && <kbd aria-hidden>{shortcutText(item.keys)}</kbd>}
          </div>
        </Fragment>
      ))}
    </div>
  )
}
