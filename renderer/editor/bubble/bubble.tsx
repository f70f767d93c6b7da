// What stands in the menu over selected text: the kind of block, marks, a link, a comment. Loaded by bubble-menu.tsx.
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { Link as LinkIcon, MessageSquare } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Tip } from '../../ui/tip.tsx'
import { MARKS } from '../actions.ts'
import { useAnchored } from '../anchored.ts'
import { ASK_FOR_LINK, LINK_KEYS } from '../link-keys.ts'
import { selectionRect } from '../selection-rect.ts'
import { ActionButton, statesOf } from '../toolbar/action-button.tsx'
import { useEditorState } from '../use-editor.ts'
import type { Holding } from '../use-held.ts'
import { KindMenu } from './kind-menu.tsx'

/** What stands behind the button for a comment. */
export interface Commenting {
  readonly keys: string | undefined
  /** Asks for one on the words that are selected, and takes the keys. */
  readonly ask: () => void
}

interface BubbleProps extends Holding {
  readonly editor: Editor
  readonly comment: Commenting
  readonly place: unknown
}

export function Bubble({ editor, comment, place, onFocus, onBlur }: BubbleProps) {
  const { t } = useTranslation()
  const menu = useRef<HTMLDivElement>(null)
  const states = useEditorState(editor, (current) => statesOf(MARKS, current))
  const isLink = useEditorState(editor, (current) => current.isActive('link'))
  useAnchored(
    menu,
    { rect: () => selectionRect(editor.view), within: editor.view.dom, placement: 'top', distance: 8 },
    place,
  )
  return (
    <Toolbar.Root
      ref={menu}
      className="popup floating bubble"
      aria-label={t('editor.bubble.label')}
      data-menu-of="selection"
      onFocus={onFocus}
      onBlur={onBlur}
      onKeyDown={(event) => {
        if (event.key === 'Escape') editor.commands.focus()
      }}
    >
      <KindMenu editor={editor} />
      <Toolbar.Separator className="toolbar-line" />
      {MARKS.map((action) => (
        <ActionButton key={action.id} action={action} editor={editor} state={states[action.id]} />
      ))}
      <Tip text={t('editor.actions.link')} keys={LINK_KEYS}>
        <Toolbar.Button
          className="icon-button"
          aria-label={t('editor.actions.link')}
          aria-pressed={isLink}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => editor.view.dom.dispatchEvent(new CustomEvent(ASK_FOR_LINK))}
        >
          <LinkIcon aria-hidden />
        </Toolbar.Button>
      </Tip>
      <Tip text={t('editor.bubble.comment')} keys={comment.keys}>
        <Toolbar.Button
          className="icon-button"
          aria-label={t('editor.bubble.comment')}
          onMouseDown={(event) => event.preventDefault()}
          onClick={comment.ask}
        >
          <MessageSquare aria-hidden />
        </Toolbar.Button>
      </Tip>
    </Toolbar.Root>
  )
}
