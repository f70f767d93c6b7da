// The menu at the right end of the bar: what is needed seldom.
import { Menu } from '@base-ui/react/menu'
import { Check, Ellipsis, FileText, Plus, Trash2, User } from 'lucide-react'
import { useState } from 'react'
import type { DocumentId } from '../../contracts/ids.ts'
import { shortcutText } from '../ui/shortcut.ts'
import { useDocumentRow, useTrash } from './documents/documents-queries.ts'
import { NEW_DOCUMENT_KEYS, useNewDocument } from './documents/new-document.ts'
import { usePerson } from './person/person.tsx'
import { documentPath, go } from './route.ts'
import { chooseTheme, chosenTheme, type Theme, THEMES } from './theme.ts'

const THEME_WORDS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' }

export function AppMenu({ current }: { current: DocumentId | undefined }) {
  const newDocument = useNewDocument()
  const { ask, name } = usePerson()
  return (
    <Menu.Root>
      <Menu.Trigger className="icon-button bar-menu" aria-label="Menu">
        <Ellipsis aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="above">
          <Menu.Popup className="popup menu">
            <Menu.Item className="menu-item" onClick={() => void newDocument()}>
              <Plus aria-hidden /> New document <kbd>{shortcutText(NEW_DOCUMENT_KEYS)}</kbd>
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => go('/documents')}>
              <FileText aria-hidden /> All documents
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={ask}>
              <User aria-hidden /> {name === '' ? 'Your name…' : `Your name: ${name}`}
            </Menu.Item>
            <Menu.Separator className="menu-line" />
            <ThemeItems />
            {current !== undefined && <TrashItem id={current} />}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function ThemeItems() {
  const [theme, setTheme] = useState(chosenTheme)
  return (
    <Menu.RadioGroup
      value={theme}
      onValueChange={(value: Theme) => {
        chooseTheme(value)
        setTheme(value)
      }}
    >
      <Menu.Group>
        <Menu.GroupLabel className="menu-label">Appearance</Menu.GroupLabel>
        {THEMES.map((value) => (
          <Menu.RadioItem key={value} value={value} className="menu-item" closeOnClick={false}>
            {THEME_WORDS[value]}
            <span className="menu-check">
              <Menu.RadioItemIndicator>
                <Check aria-hidden />
              </Menu.RadioItemIndicator>
            </span>
          </Menu.RadioItem>
        ))}
      </Menu.Group>
    </Menu.RadioGroup>
  )
}

function TrashItem({ id }: { id: DocumentId }) {
  const row = useDocumentRow(id)
  const trash = useTrash()
  if (row === undefined) return null
  const move = (): void => {
    go('/documents')
    trash(row, () => go(documentPath(id)))
  }
  return (
    <>
      <Menu.Separator className="menu-line" />
      <Menu.Item className="menu-item" onClick={move}>
        <Trash2 aria-hidden /> Move to trash
      </Menu.Item>
    </>
  )
}
