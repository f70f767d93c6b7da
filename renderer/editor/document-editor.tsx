// The text of one document, with its formatting bar. The screen gives it a Y.Doc and an awareness; it knows nothing of
// relays. A different document is a different instance: give it a `key`.
import type { Editor } from '@tiptap/core'
import { EditorContent, useEditor } from '@tiptap/react'
import { type ReactNode, useEffect } from 'react'
import { isAllowedLink } from '../../document/links.ts'
import { isModHeld } from '../ui/shortcut.ts'
import { NotUnderstood } from './binding/twin.ts'
import { type Collaborators, editorExtensions } from './extensions.ts'
import { ImageDetails } from './images/image-details.tsx'
import { FormattingToolbar } from './toolbar.tsx'
import { useGuard, useUnknownContent } from './use-understanding.ts'
import '@fontsource-variable/source-serif-4/wght.css'
import '@fontsource-variable/source-serif-4/wght-italic.css'
import './prosemirror.css'
import './long-documents.css'
import './text.css'
import './carets.css'
import './images/images.css'

interface DocumentEditorProps extends Collaborators {
  readonly readOnly: boolean
  /** Puts the caret at the end of the text, once, when the editor appears. */
  readonly autoFocus: boolean
  /** Called with an allowed address when a person Ctrl/⌘-clicks a link. */
  readonly openLink: (address: string) => void
  /** What is shown in place of the text when it holds something that this version would destroy. */
  readonly renderNotUnderstood: (unknown: string) => ReactNode
}

export function DocumentEditor(props: DocumentEditorProps) {
  const [unknown, found] = useUnknownContent(props.doc, props.readOnly)
  if (unknown === null) return null // Until the look before the first paint.
  if (unknown !== undefined) return props.renderNotUnderstood(unknown)
  return <BoundEditor {...props} found={found} />
}

interface BoundEditorProps extends DocumentEditorProps {
  readonly found: (unknown: string) => void
}

function BoundEditor({ doc, awareness, user, images, readOnly, autoFocus, openLink, found }: BoundEditorProps) {
  const editor = useEditor(
    {
      extensions: editorExtensions({ doc, awareness, user, images }),
      editable: !readOnly,
      autofocus: autoFocus ? 'end' : false,
      // Our CSP has no inline styles; prosemirror.css says the same.
      injectCSS: false,
      // The guard looks before; should something pass it, the binding has stopped and written nothing.
      onContentError: ({ error, editor: bound }) => {
        bound.destroy()
        found(error instanceof NotUnderstood ? error.what : error.message)
      },
      editorProps: {
        attributes: { class: 'text', role: 'textbox', 'aria-multiline': 'true', 'aria-label': 'Document text' },
        handleClick: (_view, _position, event) => openClickedLink(event, openLink),
      },
    },
    [doc, awareness],
  )

  useGuard(editor, doc, found)

  useEffect(() => {
    editor.setEditable(!readOnly, false)
    editor.view.dom.setAttribute('aria-readonly', String(readOnly))
  }, [editor, readOnly])

  return (
    <>
      <FormattingToolbar editor={editor} readOnly={readOnly} />
      <ImageDetails editor={editor} readOnly={readOnly} />
      {/* The keyboard's way to the end of the text is Ctrl-End; this is only for a pointer below the last line. */}
      <div className="page" role="presentation" onMouseDown={(event) => continueBelow(event, editor)}>
        <EditorContent editor={editor} className="page-text" />
      </div>
    </>
  )
}

function openClickedLink(event: MouseEvent, openLink: (address: string) => void): boolean {
  if (!isModHeld(event) || !(event.target instanceof Element)) return false
  const href = event.target.closest('a[href]')?.getAttribute('href')
  if (!isAllowedLink(href)) return false
  openLink(href)
  return true
}

/**
 * A press on the empty page below the text puts the caret at its end, and adds the paragraph that is missing after a
 * list, a quote or a code block. Only then: merely opening a document must not write into it.
 */
function continueBelow(event: React.MouseEvent, editor: Editor): void {
  const last = editor.view.dom.lastElementChild?.getBoundingClientRect()
  if (event.button !== 0 || !editor.isEditable || (last && event.clientY <= last.bottom)) return
  event.preventDefault()
  const end = editor.state.doc.content.size
  if (editor.state.doc.lastChild?.type.name === 'paragraph') editor.commands.focus('end')
  else editor.chain().insertContentAt(end, { type: 'paragraph' }).focus('end').run()
}
