// The text of one document, with its formatting bar. The screen gives it a Y.Doc and an awareness; it knows nothing of
// relays. A different document is a different instance: give it a `key`.
import type { Editor } from '@tiptap/core'
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { isAllowedLink } from '../../document/links.ts'
import { isModHeld } from '../ui/shortcut.ts'
import { NotUnderstood } from '../../document/twin/twin.ts'
import { BlockMenu } from './blocks/block-menu.tsx'
import { BubbleMenu } from './bubble/bubble-menu.tsx'
import type { Commenting } from './bubble/bubble.tsx'
import { CountButton } from './counts/count-button.tsx'
import { type Collaborators, editorExtensions } from './extensions.ts'
import { FindBar } from './find/find-bar.tsx'
import { FindButton, useFindAsked } from './find/find-button.tsx'
import { ImageDetails } from './images/image-details.tsx'
import { OutlineButton, OutlinePanel } from './outline/outline.tsx'
import { useOutlineShown } from './outline/use-outline-shown.ts'
import { SlashMenu } from './slash/slash-menu.tsx'
import { FormattingToolbar } from './toolbar/toolbar.tsx'
import { useEditor } from './use-editor.ts'
import { useGuard, useUnknownContent } from './use-understanding.ts'
import '@fontsource-variable/source-serif-4/wght.css'
import '@fontsource-variable/source-serif-4/wght-italic.css'
import './prosemirror.css'
import './long-documents.css'
import './text.css'
import './carets.css'
import './images/images.css'
import './blocks/blocks.css'
import './code/code.css'

interface DocumentEditorProps extends Collaborators {
  readonly readOnly: boolean
  /** Called with an allowed address when a person Ctrl/⌘-clicks a link. */
  readonly openLink: (address: string) => void
  /** Rejects when the browser does not let us. The focus is where it was. */
  readonly copyText: (text: string) => Promise<void>
  readonly comment: Commenting
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

function BoundEditor(props: BoundEditorProps) {
  const { doc, readOnly, openLink, copyText, comment, found } = props
  const { t } = useTranslation()
  const editor = useEditor(() => ({
    extensions: editorExtensions(props),
    editable: !readOnly,
    // Our CSP has no inline styles; prosemirror.css says the same.
    injectCSS: false,
    // The guard looks before; should something pass it, the binding has stopped and written nothing.
    onContentError: ({ error, editor: bound }) => {
      bound.destroy()
      found(error instanceof NotUnderstood ? error.what : error.message)
    },
    // Pasted Markdown is read as a whole (paste/paste.ts), and pasted as plain text it stays what it is.
    enablePasteRules: ['link'],
    editorProps: {
      attributes: {
        class: 'text',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': t('editor.text'),
        // Also where it can only be read: the keyboard scrolls what has the focus.
        tabindex: '0',
      },
      handleClick: (_view, _position, event) => openClickedLink(event, openLink),
    },
  }))

  useGuard(editor, doc, found)
  const find = useFindAsked()
  const outline = useOutlineShown()

  useEffect(() => {
    editor.setEditable(!readOnly, false)
    editor.view.dom.setAttribute('aria-readonly', String(readOnly))
  }, [editor, readOnly])

  useEffect(() => {
    editor.view.dom.setAttribute('aria-label', t('editor.text'))
  }, [editor, t])

  return (
    <div className="editor">
      <FormattingToolbar editor={editor} readOnly={readOnly}>
        <FindButton ask={find.ask} />
        <OutlineButton editor={editor} {...outline} />
        <CountButton editor={editor} />
      </FormattingToolbar>
      <ImageDetails editor={editor} readOnly={readOnly} />
      {find.asked > 0 && <FindBar editor={editor} readOnly={readOnly} asked={find.asked} close={find.close} />}
      <div className="editor-body">
        {/* The keyboard's way to the end of the text is Ctrl-End; this is only for a pointer below the last line. */}
        <div className="page" role="presentation" onMouseDown={(event) => continueBelow(event, editor)}>
          <TextPlace editor={editor} />
        </div>
        {outline.shown && !outline.narrow && <OutlinePanel editor={editor} />}
      </div>
      <SlashMenu editor={editor} />
      <BubbleMenu editor={editor} comment={comment} />
      <BlockMenu editor={editor} copyText={copyText} />
    </div>
  )
}

/** Where the text stands. TipTap's own component draws all of it a second time, for the sake of views made by React. */
function TextPlace({ editor }: { editor: Editor }) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => place.current?.append(editor.view.dom), [editor])
  return <div ref={place} className="page-text" />
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
