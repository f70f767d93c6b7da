// Where an image will stand while this computer keeps it: a mark in the text of this window only, which moves with what is
// written around it. Used by insert-images.ts, for a large image on a slow disk takes a second, and by late-paste.ts.
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { t } from '../../words/words.ts'

type News = { readonly begin: object; readonly at: number; readonly words: string } | { readonly end: object }

const KEY = new PluginKey<DecorationSet>('imagesBeingKept')

export function keepingPlugin(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key: KEY,
    state: {
      init: () => DecorationSet.empty,
      apply: (transaction, marks) => {
        const moved = marks.map(transaction.mapping, transaction.doc)
        const news = transaction.getMeta(KEY) as News | undefined
        if (news === undefined) return moved
        if ('end' in news) return moved.remove(moved.find(undefined, undefined, isOf(news.end)))
        return moved.add(transaction.doc, [
          Decoration.widget(news.at, () => widget(news.words), { mark: news.begin, side: 1 }),
        ])
      },
    },
    props: { decorations: (state) => KEY.getState(state) },
  })
}

/** Marks the place, with words when it takes long, or without any. The answer is what it goes by from now on. */
export function beginKeeping(view: EditorView, at: number, words: string = t('images.place.keeping')): object {
  const mark = {}
  view.dispatch(view.state.tr.setMeta(KEY, { begin: mark, at, words } satisfies News))
  return mark
}

/** Where the place is now; undefined when the text around it is gone. */
export const placeOf = (state: EditorState, mark: object): number | undefined =>
  KEY.getState(state)?.find(undefined, undefined, isOf(mark))[0]?.from

/** Takes the mark away in this transaction. */
export const endKeeping = (transaction: Transaction, mark: object): Transaction =>
  transaction.setMeta(KEY, { end: mark } satisfies News)

const isOf =
  (mark: object) =>
  (spec: { readonly mark?: object }): boolean =>
    spec.mark === mark

function widget(words: string): HTMLElement {
  const element = document.createElement('span')
  if (words === '') return element
  element.className = 'image-keeping'
  element.setAttribute('role', 'status')
  element.textContent = words
  return element
}
