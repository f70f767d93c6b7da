// A paste that has to wait: for a part of the app that is fetched, for images that are being kept. It lands where it was asked
// for, wherever that has moved meanwhile, and leaves alone what the person has gone on to. Used by paste.ts and images.ts.
import { type EditorState, type Selection, TextSelection } from '@tiptap/pm/state'
import { Mapping, StepMap } from '@tiptap/pm/transform'
import type { EditorView } from '@tiptap/pm/view'
import { notify } from '../ui/notify.ts'
import { t } from '../words/words.ts'
import { beginKeeping, endKeeping, placeOf } from './images/keeping.ts'

/** `paste`, when it can be, puts what came at the selection, which is for that moment the one that there is now. */
export async function pasteLater(view: EditorView, words: string, coming: Promise<() => void>): Promise<void> {
  const asked = view.state
  const { from, to } = asked.selection
  const end = beginKeeping(view, to, words)
  const begin = from === to ? end : beginKeeping(view, from, '')
  try {
    land(view, asked, { begin, end }, await coming)
  } finally {
    if (!view.isDestroyed) for (const mark of [begin, end]) view.dispatch(endKeeping(view.state.tr, mark))
  }
}

interface Marks {
  readonly begin: object
  readonly end: object
}

function land(view: EditorView, asked: EditorState, marks: Marks, paste: () => void): void {
  if (view.isDestroyed || !view.editable) return notify({ text: t('editor.pasteTooLate') })
  const { selection, doc } = view.state
  // Nothing has happened: it may be a selection of cells, or of an image.
  if (doc.eq(asked.doc) && selection.eq(asked.selection)) return paste()
  const there = placeIn(view.state, asked, marks)
  view.dispatch(view.state.tr.setSelection(there))
  const isThere = view.state.selection.eq(selection)
  paste()
  if (isThere) return
  const grown = view.state.doc.content.size - doc.content.size
  const change = new StepMap([there.from, there.to - there.from, there.to - there.from + grown])
  const back = selection
    .getBookmark()
    .map(new Mapping([change]))
    .resolve(view.state.doc)
  view.dispatch(view.state.tr.setSelection(back).scrollIntoView())
}

/** What was selected is replaced, unless somebody has written in it; then it stands, and the paste comes behind it. */
function placeIn(state: EditorState, asked: EditorState, { begin, end }: Marks): Selection {
  // The paragraph may be gone: what was pasted was asked for all the same.
  const to = placeOf(state, end) ?? state.selection.to
  const from = placeOf(state, begin) ?? to
  const before = asked.doc.slice(asked.selection.from, asked.selection.to)
  const isAsItWas = from < to && state.doc.slice(from, to).eq(before)
  return TextSelection.between(state.doc.resolve(isAsItWas ? from : to), state.doc.resolve(to))
}
