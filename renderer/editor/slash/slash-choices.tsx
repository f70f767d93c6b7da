// The choices of the slash menu: grouped, beside the caret, the marked one scrolled into view. Loaded by slash-menu.tsx.
import type { Editor } from '@tiptap/core'
import { Fragment, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { shortcutText } from '../../ui/shortcut.ts'
import { useAnchored } from '../anchored.ts'
import { selectionRect } from '../selection-rect.ts'
import { chooseSlashItem, markSlashItem, type OpenSlash, SLASH_MENU_ID, slashOptionId } from './slash.ts'
import './slash.css'

export function SlashChoices({ editor, items, index, query }: { editor: Editor } & OpenSlash) {
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
