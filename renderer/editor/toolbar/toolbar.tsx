// The formatting bar above the text: one row of buttons, one stop for the Tab key (arrow keys move within). Renders only
// when a button's state changes, not on every keystroke.
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ACTIONS, type EditorAction, HEADINGS, HISTORY, LISTS, MARKS } from '../actions.ts'
import { ActionButton, statesOf } from './action-button.tsx'
import { LinkButton } from './link-button.tsx'
import { useEditorState } from '../use-editor.ts'
import './toolbar.css'

const { quote, codeBlock, table } = ACTIONS
const BLOCKS_SHOWN = [...LISTS, quote, codeBlock, table]
const SHOWN = [...HEADINGS, ...MARKS, ...BLOCKS_SHOWN, ...HISTORY]

interface FormattingToolbarProps {
  readonly editor: Editor
  readonly readOnly: boolean
  /** Buttons at the end, which change nothing in the text. */
  readonly children?: ReactNode
}

export function FormattingToolbar({ editor, readOnly, children }: FormattingToolbarProps) {
  const { t } = useTranslation()
  const states = useEditorState(editor, (current) => statesOf(SHOWN, current))
  const group = (actions: readonly EditorAction[]) =>
    actions.map((action) => (
      <ActionButton key={action.id} action={action} editor={editor} state={readOnly ? undefined : states[action.id]} />
    ))
  return (
    <Toolbar.Root className="toolbar" aria-label={t('editor.toolbar.label')}>
      <div className="toolbar-row">
        {group(HEADINGS)}
        <Toolbar.Separator className="toolbar-line" />
        {group(MARKS)}
        <LinkButton editor={editor} readOnly={readOnly} />
        <Toolbar.Separator className="toolbar-line" />
        {group(BLOCKS_SHOWN)}
        <Toolbar.Separator className="toolbar-line" />
        {group(HISTORY)}
        {children !== undefined && <Toolbar.Separator className="toolbar-line" />}
        {children}
      </div>
    </Toolbar.Root>
  )
}
