// The toolbar's link: a popover with one field. Setting, changing and taking off a link; Ctrl/⌘-K opens it.
import { Popover } from '@base-ui/react/popover'
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { Link as LinkIcon } from 'lucide-react'
import { type SyntheticEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { linkFromTyping } from '../../../document/links.ts'
import { Tip } from '../../ui/tip.tsx'
import { ASK_FOR_LINK, LINK_KEYS } from '../link-keys.ts'
import { selectionRect } from '../selection-rect.ts'

export function LinkButton({ editor, readOnly }: { editor: Editor; readOnly: boolean }) {
  const { t } = useTranslation()
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
      <Tip text={t('editor.actions.link')} keys={LINK_KEYS}>
        <Toolbar.Button
          className="icon-button"
          aria-label={t('editor.actions.link')}
          aria-pressed={state.on}
          disabled={readOnly || !state.possible}
          onMouseDown={(event) => event.preventDefault()}
          render={<Popover.Trigger />}
        >
          <LinkIcon aria-hidden />
        </Toolbar.Button>
      </Tip>
      <Popover.Portal>
        <Popover.Positioner
          sideOffset={8}
          collisionPadding={8}
          anchor={{ getBoundingClientRect: () => selectionRect(editor.view), contextElement: editor.view.dom }}
        >
          <Popover.Popup className="popup link-popup" aria-label={t('editor.actions.link')}>
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
  const { t } = useTranslation()
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
        aria-label={t('editor.link.address')}
        aria-invalid={refused}
        placeholder="example.org"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setRefused(false)
        }}
      />
      <button type="submit" className="button outlined">
        {t('editor.link.set')}
      </button>
      {isLink && (
        <button type="button" className="button" onClick={remove}>
          {t('editor.link.remove')}
        </button>
      )}
      {refused && (
        <p className="link-refused" role="alert">
          {t('editor.link.refused')}
        </p>
      )}
    </form>
  )
}
