// Where a link's address is typed: beside the selection. Loaded by link-button.tsx.
import { Popover } from '@base-ui/react/popover'
import type { Editor } from '@tiptap/core'
import { type SyntheticEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { linkFromTyping } from '../../../document/links.ts'
import type { WithTrigger } from '../../ui/late-popup.tsx'
import { selectionRect } from '../selection-rect.ts'

interface LinkPopupProps extends WithTrigger {
  readonly editor: Editor
  readonly isLink: boolean
  readonly open: boolean
  readonly setOpen: (open: boolean) => void
}

export function LinkPopup({ trigger, editor, isLink, open, setOpen }: LinkPopupProps) {
  const { t } = useTranslation()
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner
          sideOffset={8}
          collisionPadding={8}
          anchor={{ getBoundingClientRect: () => selectionRect(editor.view), contextElement: editor.view.dom }}
        >
          <Popover.Popup className="popup link-popup" aria-label={t('editor.actions.link')}>
            <LinkForm editor={editor} isLink={isLink} done={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
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
