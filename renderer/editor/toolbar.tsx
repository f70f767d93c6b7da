// The formatting bar above the text. One tab stop, arrow keys inside (Base UI's Toolbar); it re-renders only when a
// button's state changes, not on every keystroke.
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { Tip } from '../ui/tip.tsx'
import { LinkButton } from './link-button.tsx'
import { TOOLBAR_ACTIONS, TOOLBAR_GROUPS, type ToolbarAction } from './toolbar-actions.ts'
import './toolbar.css'

interface ButtonState {
  readonly on: boolean
  readonly possible: boolean
}

export function FormattingToolbar({ editor, readOnly }: { editor: Editor; readOnly: boolean }) {
  const states = useEditorState({ editor, selector: ({ editor: current }) => statesOf(current) })
  const group = (actions: readonly ToolbarAction[]) =>
    actions.map((action) => (
      <ActionButton
        key={action.id}
        action={action}
        editor={editor}
        state={(!readOnly && states[action.id]) || IMPOSSIBLE}
      />
    ))
  return (
    <Toolbar.Root className="toolbar" aria-label="Formatting">
      <div className="toolbar-row">
        {group(TOOLBAR_GROUPS.blocks)}
        <Toolbar.Separator className="toolbar-line" />
        {group(TOOLBAR_GROUPS.marks)}
        <LinkButton editor={editor} readOnly={readOnly} />
        <Toolbar.Separator className="toolbar-line" />
        {group(TOOLBAR_GROUPS.containers)}
        <Toolbar.Separator className="toolbar-line" />
        {group(TOOLBAR_GROUPS.history)}
      </div>
    </Toolbar.Root>
  )
}

const IMPOSSIBLE: ButtonState = { on: false, possible: false }

function statesOf(editor: Editor): Record<string, ButtonState> {
  const states: Record<string, ButtonState> = {}
  for (const { id, isOn, isPossible } of TOOLBAR_ACTIONS) {
    states[id] = { on: isOn?.(editor) ?? false, possible: isPossible(editor) }
  }
  return states
}

function ActionButton({ action, editor, state }: { action: ToolbarAction; editor: Editor; state: ButtonState }) {
  const { icon: Icon, label, keys } = action
  return (
    <Tip text={label} keys={keys}>
      <Toolbar.Button
        className="icon-button"
        aria-label={label}
        aria-pressed={action.isOn ? state.on : undefined}
        disabled={!state.possible}
        // The selection in the text must survive the press.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => action.run(editor)}
      >
        <Icon aria-hidden />
      </Toolbar.Button>
    </Tip>
  )
}
