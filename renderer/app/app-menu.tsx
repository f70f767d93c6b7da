// The menu at the right end of the bar: what is needed seldom.
import { Menu } from '@base-ui/react/menu'
import { Check, Ellipsis, FileText, Plus, Server, Trash2, User } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../contracts/ids.ts'
import { shortcutText } from '../ui/shortcut.ts'
import { useDocumentRow, useTrash } from './documents/documents-queries.ts'
import { NEW_DOCUMENT_KEYS, useNewDocument } from './documents/new-document.ts'
import { usePerson } from './person/person.tsx'
import { useServices } from './services.ts'
import { documentPath, go } from './route.ts'
import { LANGUAGE_NAMES, LANGUAGES } from '../words/languages.ts'
import { chooseLanguage, chosenLanguage } from '../words/words.ts'
import { chooseTheme, chosenTheme, type Theme, THEMES } from './theme.ts'

export function AppMenu({ current }: { current: DocumentId | undefined }) {
  const { t } = useTranslation()
  const newDocument = useNewDocument()
  const { ask, name } = usePerson()
  const { desktop } = useServices().platform
  return (
    <Menu.Root>
      <Menu.Trigger className="icon-button bar-menu" aria-label={t('app.menu.label')}>
        <Ellipsis aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="above">
          <Menu.Popup className="popup menu">
            <Menu.Item className="menu-item" onClick={() => void newDocument()}>
              <Plus aria-hidden /> {t('app.menu.newDocument')} <kbd>{shortcutText(NEW_DOCUMENT_KEYS)}</kbd>
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => go('/documents')}>
              <FileText aria-hidden /> {t('app.menu.allDocuments')}
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={ask}>
              <User aria-hidden /> {name === '' ? t('app.menu.yourName') : t('app.menu.yourNameIs', { name })}
            </Menu.Item>
            {desktop !== null && (
              <Menu.Item className="menu-item" onClick={() => desktop.run('relays')}>
                <Server aria-hidden /> {t('desktop.menu.relays')}
              </Menu.Item>
            )}
            <Menu.Separator className="menu-line" />
            <ThemeItems />
            <LanguageItems />
            {current !== undefined && <TrashItem id={current} />}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function ThemeItems() {
  const { t } = useTranslation()
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
        <Menu.GroupLabel className="menu-label">{t('app.menu.appearance')}</Menu.GroupLabel>
        {THEMES.map((value) => (
          <Menu.RadioItem key={value} value={value} className="menu-item" closeOnClick={false}>
            {t(`app.menu.themes.${value}`)}
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

/** Of a radio group: what stands for "as the system", which has no language of its own. */
const SYSTEM = 'system'

function LanguageItems() {
  const { t } = useTranslation()
  const [language, setLanguage] = useState<string>(() => chosenLanguage() ?? SYSTEM)
  return (
    <Menu.RadioGroup
      value={language}
      onValueChange={(value: string) => {
        setLanguage(value)
        chooseLanguage(LANGUAGES.find((known) => known === value) ?? null).catch(reportError)
      }}
    >
      <Menu.Group>
        <Menu.GroupLabel className="menu-label">{t('app.menu.language')}</Menu.GroupLabel>
        {[SYSTEM, ...LANGUAGES].map((value) => (
          <Menu.RadioItem key={value} value={value} className="menu-item" closeOnClick={false}>
            {value === SYSTEM ? t('app.menu.systemLanguage') : LANGUAGE_NAMES[value as keyof typeof LANGUAGE_NAMES]}
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
  const { t } = useTranslation()
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
        <Trash2 aria-hidden /> {t('app.menu.moveToTrash')}
      </Menu.Item>
    </>
  )
}
