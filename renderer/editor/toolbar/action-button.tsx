// One action as a button of a toolbar.
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { useTranslation } from 'react-i18next'
import { Tip } from '../../ui/tip.tsx'
import { type EditorAction, runAction } from '../actions.ts'

export interface ButtonState {
  readonly on: boolean
  readonly possible: boolean
}

export const IMPOSSIBLE: ButtonState = { on: false, possible: false }

/** Of each action, by its id: what useEditorState compares, so that a button renders only when it changes. */
export function statesOf(actions: readonly EditorAction[], editor: Editor): Record<string, ButtonState> {
  const states: Record<string, ButtonState> = {}
  for (const { id, isOn, isPossible } of actions)
    states[id] = { on: isOn?.(editor) ?? false, possible: isPossible(editor) }
  return states
}

interface ActionButtonProps {
  readonly action: EditorAction
  readonly editor: Editor
  readonly state: ButtonState | undefined
}

export function ActionButton({ action, editor, state = IMPOSSIBLE }: ActionButtonProps) {
  const { t } = useTranslation()
  const { icon: Icon, id, keys } = action
  const name = t(`editor.actions.${id}`)
  return (
    <Tip text={name} keys={keys}>
      <Toolbar.Button
        className="icon-button"
        aria-label={name}
        aria-pressed={action.isOn ? state.on : undefined}
        disabled={!state.possible}
        // The selection in the text must survive the press.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => runAction(action, editor)}
      >
        <Icon aria-hidden />
      </Toolbar.Button>
    </Tip>
  )
}
