// The bar below an image that is selected, with the field of its description. Loaded by image-details.tsx.
import { Popover } from '@base-ui/react/popover'
import type { Editor } from '@tiptap/core'
import { Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Tip } from '../../ui/tip.tsx'
import '../../words/image-words.ts'

export function ImagePopup({ editor, at, alt }: { editor: Editor; at: number; alt: string }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(alt)
  const field = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const text = editor.view.dom
    const enter = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || event.isComposing) return
      event.preventDefault()
      event.stopPropagation()
      field.current?.select()
    }
    // Before ProseMirror, to which Enter means another paragraph in the image's place.
    text.addEventListener('keydown', enter, { capture: true })
    return () => text.removeEventListener('keydown', enter, { capture: true })
  }, [editor])

  const keep = (): void => {
    if (typed === alt) return
    const { state } = editor
    if (state.doc.nodeAt(at)?.type.name !== 'image') return // Somebody else took it away.
    editor.view.dispatch(state.tr.setNodeAttribute(at, 'alt', typed.trim()))
  }

  return (
    <Popover.Root open>
      <Popover.Portal>
        <Popover.Positioner
          anchor={() => editor.view.nodeDOM(at) as Element | null}
          side="bottom"
          sideOffset={8}
          collisionPadding={8}
          className="above"
        >
          <Popover.Popup
            className="popup image-details"
            aria-label={t('images.details.label')}
            initialFocus={false}
            finalFocus={false}
          >
            <input
              ref={field}
              className="field"
              aria-label={t('images.details.description')}
              placeholder={t('images.details.placeholder')}
              maxLength={1_000}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onBlur={keep}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' && event.key !== 'Escape') return
                event.preventDefault()
                if (event.key === 'Enter') keep()
                editor.commands.focus(at + 1)
              }}
            />
            <Tip text={t('images.details.remove')}>
              <button
                type="button"
                className="icon-button"
                aria-label={t('images.details.remove')}
                onClick={() =>
                  editor
                    .chain()
                    .deleteRange({ from: at, to: at + 1 })
                    .focus()
                    .run()
                }
              >
                <Trash2 aria-hidden />
              </button>
            </Tip>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
