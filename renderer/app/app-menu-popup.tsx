// What is in the menu at the right end of the bar. Its commands are the list's (commands/command-list.ts). Loaded by
// app-menu.tsx.
import { Menu } from '@base-ui/react/menu'
import { Check, User } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../contracts/ids.ts'
import type { WithTrigger } from '../ui/late-popup.tsx'
import { PopupMenu } from '../ui/popup-menu.tsx'
import { shortcutText } from '../ui/shortcut.ts'
import { LANGUAGE_NAMES, LANGUAGES } from '../words/languages.ts'
import { chooseLanguage, chosenLanguage } from '../words/words.ts'
import { COMMAND_ICONS } from './commands/command-icons.ts'
import type { CommandInfo } from './commands/command-list.ts'
import { type Command, useCommands } from './commands/use-commands.ts'
import { usePerson } from './person/person.tsx'
import { useWorkspaceCommands } from './transfer/workspace-commands.ts'
import { chooseTheme, chosenTheme, type Theme, THEMES } from './theme.ts'

export interface AppMenuProps extends WithTrigger {
  readonly current: DocumentId | undefined
}

export function AppMenuPopup({ trigger, current }: AppMenuProps) {
  // While it is open it keeps the focus, and then it gives it back: a command that puts it elsewhere comes behind that.
  const chosen = useRef<() => void>(undefined)
  const closed = (): void => {
    chosen.current?.()
    chosen.current = undefined
  }
  return (
    <PopupMenu trigger={trigger} onOpenChangeComplete={(isOpen) => !isOpen && closed()}>
      <Items current={current} choose={(run) => (chosen.current = run)} />
    </PopupMenu>
  )
}

interface ItemsProps {
  readonly current: DocumentId | undefined
  /** What is done once the menu has closed. */
  readonly choose: (run: () => void) => void
}

function Items({ current, choose }: ItemsProps) {
  const commands = useCommands(current)
  const part = (menu: CommandInfo['menu']) =>
    commands
      .filter((command) => command.menu === menu)
      .map((command) => <CommandItem key={command.id} command={command} choose={choose} />)
  const ofDocument = part('document')
  return (
    <>
      {part('app')}
      <WorkspaceItems />
      {ofDocument.length > 0 && <Menu.Separator className="menu-line" />}
      {ofDocument}
      <Menu.Separator className="menu-line" />
      <NameItem />
      <ThemeItems />
      <LanguageItems />
      <Menu.Separator className="menu-line" />
      {part('help')}
    </>
  )
}

function CommandItem({
  command: { id, name, keys, run },
  choose,
}: { readonly command: Command } & Pick<ItemsProps, 'choose'>) {
  const Icon = COMMAND_ICONS[id]
  return (
    <Menu.Item className="menu-item" onClick={() => choose(run)}>
      <Icon aria-hidden /> {name} {keys !== undefined && <kbd>{shortcutText(keys)}</kbd>}
    </Menu.Item>
  )
}

function WorkspaceItems() {
  return useWorkspaceCommands().map(({ id, name, icon: Icon, run }) => (
    <Menu.Item key={id} className="menu-item" onClick={run}>
      <Icon aria-hidden /> {name}
    </Menu.Item>
  ))
}

function NameItem() {
  const { t } = useTranslation()
  const { ask, name } = usePerson()
  return (
    <Menu.Item className="menu-item" onClick={ask}>
      <User aria-hidden /> {name === '' ? t('app.menu.yourName') : t('app.menu.yourNameIs', { name })}
    </Menu.Item>
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
            {value === SYSTEM ? (
              t('app.menu.systemLanguage')
            ) : (
              <span translate="no" lang={value}>
                {LANGUAGE_NAMES[value as keyof typeof LANGUAGE_NAMES]}
              </span>
            )}
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
