// What stands in the first document anybody sees. Written once, as an ordinary edit: it can be changed and deleted.
import { prosemirrorJSONToYXmlFragment } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { documentSchema } from '../../../document/schema.ts'
import { TEXT_FIELD } from '../../../document/text-field.ts'
import { t } from '../../words/words.ts'

/** Ends with an empty paragraph, where the caret goes. */
export function seedWelcome(doc: Y.Doc): void {
  prosemirrorJSONToYXmlFragment(documentSchema(), { type: 'doc', content: welcome() }, doc.getXmlFragment(TEXT_FIELD))
}

const welcome = () => [
  paragraph(t('start.welcome.intro')),
  heading(t('start.welcome.together')),
  list(t('start.welcome.copyLink'), t('start.welcome.newWindow')),
  heading(t('start.welcome.where')),
  paragraph(t('start.welcome.whereWords')),
  heading(t('start.welcome.typing')),
  paragraph(t('start.welcome.typingWords')),
  { type: 'paragraph' },
]

const paragraph = (words: string) => ({ type: 'paragraph', content: inline(words) })
const heading = (words: string) => ({ type: 'heading', attrs: { level: 2 }, content: inline(words) })
const list = (...items: readonly string[]) => ({
  type: 'bulletList',
  content: items.map((words) => ({ type: 'listItem', content: [paragraph(words)] })),
})

/** `**bold**` and `` `code` ``, so that a translation can move them about. */
function inline(words: string) {
  return [...words.matchAll(/\*\*(.+?)\*\*|`(.+?)`|(?:(?!\*\*.+?\*\*|`.+?`).)+/gsu)].map(([text, bold, code]) => {
    if (bold !== undefined) return { type: 'text', text: bold, marks: [{ type: 'bold' }] }
    if (code !== undefined) return { type: 'text', text: code, marks: [{ type: 'code' }] }
    return { type: 'text', text }
  })
}
