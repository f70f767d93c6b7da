// Brings what a search has found onto the screen, once its document is there: the caret goes before the word. Called by the palette.
import type { Editor } from '@tiptap/core'
import type { DocumentId } from '../../../contracts/ids.ts'
import { folded } from '../../../document/folded.ts'
import { shownDocument } from '../route.ts'

/** A document that is not here comes over the network. */
const PATIENCE_MS = 10_000
/** To look through a book takes a while. */
const LOOK_EVERY_MS = 100

/** What TipTap leaves on the element it edits. */
type TextElement = HTMLElement & { readonly editor?: Editor }

/** Nothing happens when somebody goes elsewhere meanwhile, has clicked or typed, or when the text does not say so any more. */
export function showPlace(id: DocumentId, words: string): void {
  const until = performance.now() + PATIENCE_MS
  const left = new AbortController()
  for (const deed of ['keydown', 'pointerdown', 'wheel'])
    addEventListener(deed, () => left.abort(), { capture: true, signal: left.signal })
  const look = (): void => {
    if (left.signal.aborted || performance.now() > until || shownDocument() !== id) return left.abort()
    const editor = document.querySelector<TextElement>('.text')?.editor
    const at = editor === undefined ? undefined : placeIn(editor, folded(words))
    if (editor === undefined || at === undefined) return void setTimeout(look, LOOK_EVERY_MS)
    left.abort()
    editor.chain().setTextSelection(at).scrollIntoView().run()
    editor.view.focus()
  }
  setTimeout(look, LOOK_EVERY_MS)
}

function placeIn({ state: { doc } }: Editor, words: string): number | undefined {
  let place: number | undefined
  doc.descendants((node, position) => {
    if (place !== undefined) return false
    if (!node.isTextblock) return true
    const at = folded(node.textBetween(0, node.content.size, undefined, '\uFFFC')).indexOf(words)
    if (at >= 0) place = position + 1 + at
    return false
  })
  return place
}
