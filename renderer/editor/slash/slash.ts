// The slash menu's logic: when it opens, what stands in it, which item is chosen, and what the keys do. slash-menu.tsx draws
// it. Nothing is kept but that it is open and which item is marked: what was typed is read from the text before the caret, so
// another person's edit above cannot mislead it.
import { Extension, type Editor } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { type SlashItem, slashItems } from './slash-items.ts'

interface Slash {
  readonly open: boolean
  /** The marked item, counted from the first that the typed words find. */
  readonly index: number
}

type Said = { readonly open: true } | { readonly close: true } | { readonly index: number }

const CLOSED: Slash = { open: false, index: 0 }
const KEY = new PluginKey<Slash>('slash')

export const SLASH_MENU_ID = 'slash-menu'
export const slashOptionId = (index: number): string => `${SLASH_MENU_ID}-${index}`

/** A Chinese keyboard types the full-width slash, or an enumeration comma with the same key. */
const SLASHES = ['/', '\uFF0F', '\u3001']
const BEFORE_CARET = /(?:^|\s)[/\uFF0F\u3001](?<query>[^/\uFF0F\u3001]{0,30})$/u

/** What is typed after the slash before the caret; undefined when the caret is not behind one. */
function typedAfterSlash({ selection }: EditorState): string | undefined {
  const { $from, empty } = selection
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code === true) return undefined
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 40), $from.parentOffset, '\n', '\uFFFC')
  const query = BEFORE_CARET.exec(before)?.groups?.['query']
  // A space right behind it: it was just a slash.
  return query === undefined || /^\s/u.test(query) ? undefined : query
}

export interface OpenSlash {
  readonly query: string
  readonly items: readonly SlashItem[]
  readonly index: number
}

/** The menu as it stands, or null when there is none. */
export function openSlash(editor: Editor): OpenSlash | null {
  const slash = KEY.getState(editor.state)
  if (slash === undefined || !slash.open || !editor.isEditable) return null
  const query = typedAfterSlash(editor.state)
  if (query === undefined) return null
  const items = slashItems(query, editor)
  return items.length === 0 ? null : { query, items, index: Math.min(slash.index, items.length - 1) }
}

/** Puts the item in the place of the slash and what was typed after it, as one step of undo. */
export function chooseSlashItem(editor: Editor, item: SlashItem, query: string): void {
  const to = editor.state.selection.from
  const chain = editor
    .chain()
    .focus()
    .deleteRange({ from: to - query.length - 1, to })
  item.apply(chain, editor).run()
}

export function markSlashItem(editor: Editor, index: number): void {
  say(editor, { index })
}

const say = (editor: Editor, said: Said): void =>
  editor.view.dispatch(editor.state.tr.setMeta(KEY, said).setMeta('addToHistory', false))

export const Slash = Extension.create({
  name: 'slash',
  // Before the lists and the code block, whose Enter and arrows are theirs otherwise.
  priority: 1_000,
  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin<Slash>({
        key: KEY,
        state: {
          init: () => CLOSED,
          apply: (transaction, slash, _, state) => {
            const said = transaction.getMeta(KEY) as Said | undefined
            if (said !== undefined && 'open' in said) return { open: true, index: 0 }
            if (said !== undefined && 'close' in said) return CLOSED
            if (!slash.open) return slash
            if (said !== undefined) return { open: true, index: said.index }
            if (!transaction.docChanged && !transaction.selectionSet) return slash
            return typedAfterSlash(state) === undefined ? CLOSED : { open: true, index: 0 }
          },
        },
        props: {
          handleTextInput: (view, _from, _to, text) => {
            if (!SLASHES.includes(text)) return false
            // The slash itself is typed as always; only then is it known whether it stands at a word's start.
            queueMicrotask(() => {
              if (!view.isDestroyed && typedAfterSlash(view.state) === '') say(editor, { open: true })
            })
            return false
          },
          handleKeyDown: (_view, event) => {
            const open = event.isComposing ? null : openSlash(editor)
            return open !== null && handleKey(editor, open, event)
          },
          handleDOMEvents: {
            blur: () => {
              if (KEY.getState(editor.state)?.open === true) say(editor, { close: true })
              return false
            },
          },
          // The focus stays in the text; what is marked is told through these.
          attributes: () => {
            const open = openSlash(editor)
            if (open === null) return {}
            return { 'aria-controls': SLASH_MENU_ID, 'aria-activedescendant': slashOptionId(open.index) }
          },
        },
      }),
    ]
  },
})

function handleKey(editor: Editor, { query, items, index }: OpenSlash, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
  switch (event.key) {
    case 'ArrowDown':
      markSlashItem(editor, (index + 1) % items.length)
      return true
    case 'ArrowUp':
      markSlashItem(editor, (index - 1 + items.length) % items.length)
      return true
    case 'Enter':
    case 'Tab':
      chooseSlashItem(editor, items[index]!, query)
      return true
    case 'Escape':
      say(editor, { close: true })
      return true
    default:
      return false
  }
}
