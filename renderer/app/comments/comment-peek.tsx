// What is said about words that somebody has clicked on, beside them: the first comment, and the way to all of the thread. The keys stay in
// the text, and whoever types on, or clicks elsewhere, has it out of the way. By keys nobody comes here: Mod-Alt-M opens the same thread.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommentThread } from '../../../contracts/comments.ts'
import { useAnchored } from '../../editor/anchored.ts'
import { selectionRect } from '../../editor/selection-rect.ts'
import { editorOnScreen } from '../document/editor-on-screen.ts'
import { useNames } from './use-names.ts'
import { marksOnScreen } from './use-text.ts'
import './comment-peek.css'

interface CommentPeekProps {
  readonly thread: CommentThread
  readonly open: () => void
  readonly leave: () => void
}

/** They come before the key that does something. */
const HELD = ['Control', 'Meta', 'Alt', 'Shift']

export function CommentPeek({ thread: { id, entries }, open, leave }: CommentPeekProps) {
  const { t } = useTranslation()
  const nameOf = useNames()
  const card = useRef<HTMLButtonElement>(null)
  const latest = useRef(leave)
  useEffect(() => {
    latest.current = leave
  })
  useEffect(() => {
    const press = ({ target }: PointerEvent): void => {
      if (!(target instanceof Node && card.current?.contains(target) === true)) latest.current()
    }
    const type = ({ key }: KeyboardEvent): void => {
      if (!HELD.includes(key)) latest.current()
    }
    addEventListener('pointerdown', press, { capture: true })
    addEventListener('keydown', type, { capture: true })
    return () => {
      removeEventListener('pointerdown', press, { capture: true })
      removeEventListener('keydown', type, { capture: true })
    }
  }, [])
  const rect = (): DOMRect | undefined => {
    const editor = editorOnScreen()
    if (editor === undefined || !marksOnScreen()?.placeOf(id)) return undefined
    // The click has put the caret into them: they may be more than the screen shows.
    const { head } = editor.state.selection
    return selectionRect(editor.view, { from: head, to: head })
  }
  const within = editorOnScreen()?.view.dom ?? document.body
  useAnchored(card, { rect, within, placement: 'bottom', distance: 8 }, id)
  const [first] = entries
  if (first === undefined) return null
  return (
    <button
      ref={card}
      type="button"
      tabIndex={-1}
      className="popup floating comment-peek"
      // The caret stays in the text until the panel has the keys.
      onMouseDown={(event) => event.preventDefault()}
      onClick={open}
    >
      <span className="comment-peek-name">{nameOf(first)}</span>
      <span className="comment-peek-text" dir="auto" translate="no">
        {first.text}
      </span>
      <span className="comment-peek-open">
        {entries.length === 1 ? t('comments.showThread') : t('comments.showAnswers', { count: entries.length - 1 })}
      </span>
    </button>
  )
}
