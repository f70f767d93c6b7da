// The menu over selected text: marks, a link, the kind of block. It comes when the mouse is let go, is reached from the text
// with Alt-F10, and goes with the selection, with Escape, and in a document that is only read.
import { Toolbar } from '@base-ui/react/toolbar'
import { type Editor, isNodeSelection } from '@tiptap/core'
import { CellSelection } from '@tiptap/pm/tables'
import { Link as LinkIcon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Tip } from '../../ui/tip.tsx'
import { isInCode, MARKS } from '../actions.ts'
import { useAnchored } from '../anchored.ts'
import { ASK_FOR_LINK, LINK_KEYS } from '../link-keys.ts'
import { selectionRect } from '../selection-rect.ts'
import { type Holding, useHeld } from '../use-held.ts'
import { ActionButton, statesOf } from '../toolbar/action-button.tsx'
import { KindMenu } from './kind-menu.tsx'
import { useEditorState } from '../use-editor.ts'
import './bubble.css'

export function BubbleMenu({ editor }: { editor: Editor }) {
  const pressed = useMousePressed(editor)
  const [held, hold] = useHeld()
  const dismissed = useDismissed(editor)
  const selection = useEditorState(
    editor,
    (current) => (isSelected(current) ? current.state.selection : null),
    (one, other) => one === other || (one !== null && other !== null && one.eq(other)),
  )
  const focused = useEditorState(editor, (current) => current.isFocused)
  const shown = selection !== null && (focused || held) && !pressed && !dismissed?.eq(selection)
  return shown ? <Bubble editor={editor} place={selection} {...hold} /> : null
}

/** Text that marks can be put on. Selected cells have the table's menu. */
function isSelected(editor: Editor): boolean {
  const { selection } = editor.state
  const isText = !selection.empty && !isNodeSelection(selection) && !(selection instanceof CellSelection)
  return editor.isEditable && isText && !isInCode(editor)
}

interface BubbleProps extends Holding {
  readonly editor: Editor
  readonly place: unknown
}

function Bubble({ editor, place, onFocus, onBlur }: BubbleProps) {
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
    </Toolbar.Root>
  )
}

/** While the mouse selects, a menu would be in its way. */
function useMousePressed(editor: Editor): boolean {
  const [pressed, setPressed] = useState(false)
  useEffect(() => {
    const { dom } = editor.view
    const press = (event: MouseEvent): void => setPressed(event.button === 0)
    const release = (): void => setPressed(false)
    dom.addEventListener('mousedown', press)
    window.addEventListener('mouseup', release)
    window.addEventListener('blur', release)
    return () => {
      dom.removeEventListener('mousedown', press)
      window.removeEventListener('mouseup', release)
      window.removeEventListener('blur', release)
    }
  }, [editor])
  return pressed
}

/** The selection whose menu was sent away. */
function useDismissed(editor: Editor): Editor['state']['selection'] | null {
  const [dismissed, setDismissed] = useState<Editor['state']['selection'] | null>(null)
  useEffect(() => {
    const { dom } = editor.view
    const hear = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setDismissed(editor.state.selection)
    }
    dom.addEventListener('keydown', hear)
    return () => dom.removeEventListener('keydown', hear)
  }, [editor])
  return dismissed
}
