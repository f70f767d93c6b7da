// What stands in the first document anybody sees. Written once, as an ordinary edit: it can be changed and deleted.
import { prosemirrorJSONToYXmlFragment } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { documentSchema, TEXT_FIELD } from '../../../document/schema.ts'

export const WELCOME_TITLE = 'Welcome to Ligature'

type Inline = string | { readonly bold: string } | { readonly code: string }

/** Ends with an empty paragraph, where the caret goes. */
export function seedWelcome(doc: Y.Doc): void {
  prosemirrorJSONToYXmlFragment(documentSchema(), { type: 'doc', content: WELCOME }, doc.getXmlFragment(TEXT_FIELD))
}

function inline(parts: readonly Inline[]) {
  return parts.map((part) => {
    if (typeof part === 'string') return { type: 'text', text: part }
    if ('bold' in part) return { type: 'text', text: part.bold, marks: [{ type: 'bold' }] }
    return { type: 'text', text: part.code, marks: [{ type: 'code' }] }
  })
}

const paragraph = (...parts: readonly Inline[]) => ({ type: 'paragraph', content: inline(parts) })
const heading = (text: string) => ({ type: 'heading', attrs: { level: 2 }, content: inline([text]) })
const list = (...items: readonly (readonly Inline[])[]) => ({
  type: 'bulletList',
  content: items.map((parts) => ({ type: 'listItem', content: [paragraph(...parts)] })),
})

const WELCOME = [
  paragraph(
    'Ligature is a place to write, alone or with others. This page is a document like any other: change it, or delete it all and begin.',
  ),
  heading('Write with somebody'),
  list(
    [
      { bold: 'Copy link' },
      ' puts this document’s address on the clipboard. Send it to somebody; whoever opens it types here with you, and you see each other’s carets.',
    ],
    [
      { bold: 'New window' },
      ' opens it a second time on this computer. It is the quickest way to see two carets meet.',
    ],
  ),
  heading('Where your text is'),
  paragraph(
    'Every letter is kept on this computer first. Then it goes to the relay, the small server that your documents share. The line at the top says which of the two has it. Without a network, go on writing: what the relay is missing is sent when it is back.',
  ),
  heading('Typing'),
  paragraph(
    'At the start of a line, ',
    { code: '#' },
    ' and a space make a heading, ',
    { code: '-' },
    ' a list, ',
    { code: '>' },
    ' a quote. Around words, ',
    { code: '**' },
    ' makes them bold. Everything else is in the bar above.',
  ),
  { type: 'paragraph' },
]
