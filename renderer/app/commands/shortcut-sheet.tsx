// The sheet of shortcuts: what the keys do everywhere, in lists, and in the text. Made from the same lists as the keys.
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { shortcutText } from '../../ui/shortcut.ts'
import { EDITOR_SHORTCUTS } from '../../editor/shortcuts.ts'
import { useCommands } from './use-commands.ts'
import './shortcut-sheet.css'

interface Shortcut {
  readonly name: string
  /** One or more ways, such as `Mod-K`. */
  readonly keys: readonly string[]
}

export function ShortcutSheet({ current, close }: { current: DocumentId | undefined; close: () => void }) {
  const { t } = useTranslation()
  const everywhere = useCommands(current).flatMap(({ id, name, keys }): Shortcut[] => {
    if (keys === undefined) return []
    return [{ name, keys: id === 'shortcuts' ? [keys, '?'] : [keys] }]
  })
  const inLists: readonly Shortcut[] = [
    { name: t('commands.sheet.lists.move'), keys: ['ArrowUp', 'ArrowDown'] },
    { name: t('commands.sheet.lists.ends'), keys: ['Home', 'End'] },
    { name: t('commands.sheet.lists.open'), keys: ['Enter'] },
    { name: t('commands.sheet.lists.actions'), keys: ['ArrowLeft', 'ArrowRight'] },
    { name: t('commands.sheet.lists.rename'), keys: ['F2'] },
    { name: t('commands.sheet.lists.trash'), keys: ['Delete'] },
  ]
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup dialog sheet">
          <div className="sheet-head">
            <Dialog.Title className="dialog-title">{t('commands.sheet.title')}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label={t('ui.close')}>
              <X aria-hidden />
            </Dialog.Close>
          </div>
          {/* The keyboard scrolls what has the focus. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className="sheet-groups" role="group" aria-label={t('commands.sheet.title')} tabIndex={0}>
            <Group title={t('commands.sheet.everywhere')} shortcuts={everywhere} />
            <Group title={t('commands.sheet.inLists')} shortcuts={inLists} />
            {EDITOR_SHORTCUTS.map(({ title, shortcuts }) => (
              <Group
                key={title}
                title={t(title)}
                shortcuts={shortcuts.map(({ name, keys }) => ({ name: t(name), keys }))}
              />
            ))}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Group({ title, shortcuts }: { title: string; shortcuts: readonly Shortcut[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {shortcuts.map(({ name, keys }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {keys.map((one) => (
                <kbd key={one}>{shortcutText(one)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
