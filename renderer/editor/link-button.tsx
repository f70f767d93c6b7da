// The toolbar's link: a popover with one field. Setting, changing and taking off a link; Ctrl/⌘-K opens it.
import { Popover } from '@base-ui/react/popover'
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { Link as LinkIcon } from 'lucide-react'
import { type SyntheticEvent, useEffect, useState } from 'react'
import { linkFromTyping } from '../../document/links.ts'
import { Tip } from '../ui/tip.tsx'
import { ASK_FOR_LINK } from './link-keys.ts'

export function LinkButton({ editor, readOnly }: { editor: Editor; readOnly: boolean }) {
  const [open, setOpen] = useState(false)
  const state = useEditorState({
    editor,
    selector: ({ editor: current }) => ({ on: current.isActive('link'), possible: canLink(current) }),
  })

  useEffect(() => {
    const host = editor.view.dom
    const ask = (): void => {
      if (canLink(editor)) setOpen(true)
    }
    host.addEventListener(ASK_FOR_LINK, ask)
    return () => host.removeEventListener(ASK_FOR_LINK, ask)
  }, [editor])

  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Tip text="Link" keys="Mod-K">
        <Toolbar.Button
          className="icon-button"
          aria-label="Link"
          aria-pressed={state.on}
          disabled={readOnly || !state.possible}
          onMouseDown={(event) => event.preventDefault()}
          render={<Popover.Trigger />}
        >
          <LinkIcon aria-hidden />
        </Toolbar.Button>
      </Tip>
      <Popover.Portal>
        <Popover.Positioner sideOffset={8} collisionPadding={8}>
          <Popover.Popup className="popup link-popup" aria-label="Link">
            <LinkForm editor={editor} isLink={state.on} done={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** In code there are no links, and an empty selection outside a link has nothing to put one on. */
function canLink(editor: Editor): boolean {
  if (!editor.isEditable) return false
  return editor.isActive('link') || (!editor.state.selection.empty && editor.can().setMark('link'))
}

function LinkForm({ editor, isLink, done }: { editor: Editor; isLink: boolean; done: () => void }) {
  const [typed, setTyped] = useState(() => String(editor.getAttributes('link').href ?? ''))
  const [refused, setRefused] = useState(false)

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    const href = linkFromTyping(typed)
    if (href === undefined) return setRefused(true)
    editor.chain().focus().extendMarkRange('link').setLink({ href }).run()
    done()
  }
  const remove = (): void => {
    editor.chain().focus().extendMarkRange('link').unsetLink().run()
    done()
  }

  return (
    <form className="link-form" onSubmit={submit}>
      <input
        className="field"
        aria-label="Address"
        aria-invalid={refused}
        placeholder="example.org"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setRefused(false)
        }}
      />
      <button type="submit" className="button outlined">
        Set link
      </button>
      {isLink && (
        <button type="button" className="button" onClick={remove}>
          Remove
        </button>
      )}
      {refused && (
        <p className="link-refused" role="alert">
          The text has not changed. A link goes to a web page or a mail address; type one of these.
        </p>
      )}
    </form>
  )
}
