// Spelling: which languages are checked, and the menu of the right mouse button, with suggestions for a misspelt word.
import { clipboard, Menu, type MenuItemConstructorOptions, type Session, type WebContents } from 'electron'
import { t } from './words/words.ts'

/** macOS finds the languages by itself and takes none. */
export function checkSpelling(session: Session, wished: readonly string[], isMac: boolean): void {
  if (isMac) return
  const known = session.availableSpellCheckerLanguages
  const languages = wished.flatMap((tag) => known.find((one) => one === tag || one === tag.split('-')[0]) ?? [])
  session.setSpellCheckerLanguages([...new Set(languages)])
}

/** What Electron tells of the place that was clicked, as far as it is used here. */
export interface Clicked {
  readonly misspelledWord: string
  readonly dictionarySuggestions: readonly string[]
  readonly isEditable: boolean
  readonly selectionText: string
  readonly linkURL: string
  readonly editFlags: { readonly canCut: boolean; readonly canCopy: boolean; readonly canPaste: boolean }
}

export interface SpellingDeeds {
  readonly replace: (word: string) => void
  readonly learn: (word: string) => void
  readonly copy: (text: string) => void
}

const LINE: MenuItemConstructorOptions = { type: 'separator' }

export function contextMenuTemplate(clicked: Clicked, deeds: SpellingDeeds): MenuItemConstructorOptions[] {
  const { misspelledWord, dictionarySuggestions, isEditable, selectionText, linkURL, editFlags } = clicked
  const spelling: MenuItemConstructorOptions[] =
    misspelledWord === '' || !isEditable
      ? []
      : [
          ...(dictionarySuggestions.length === 0
            ? [{ label: t('context.noGuess'), enabled: false }]
            : dictionarySuggestions.map((word) => ({ label: word, click: () => deeds.replace(word) }))),
          LINE,
          { label: t('context.learn'), click: () => deeds.learn(misspelledWord) },
          LINE,
        ]
  const link: MenuItemConstructorOptions[] =
    linkURL === '' ? [] : [{ label: t('context.copyLink'), click: () => deeds.copy(linkURL) }, LINE]
  const edit: MenuItemConstructorOptions[] = isEditable
    ? [
        { role: 'cut', label: t('edit.cut'), enabled: editFlags.canCut },
        { role: 'copy', label: t('edit.copy'), enabled: editFlags.canCopy },
        { role: 'paste', label: t('edit.paste'), enabled: editFlags.canPaste },
        { role: 'pasteAndMatchStyle', label: t('edit.pastePlain'), enabled: editFlags.canPaste },
        LINE,
        { role: 'selectAll', label: t('edit.all') },
      ]
    : selectionText === ''
      ? []
      : [{ role: 'copy', label: t('edit.copy') }]
  const items = [...spelling, ...link, ...edit]
  return items.at(-1) === LINE ? items.slice(0, -1) : items
}

export function showContextMenus(page: WebContents): void {
  page.on('context-menu', (_event, clicked) => {
    const items = contextMenuTemplate(clicked, {
      replace: (word) => page.replaceMisspelling(word),
      learn: (word) => void page.session.addWordToSpellCheckerDictionary(word),
      copy: (text) => void clipboard.writeText(text),
    })
    if (items.length > 0) Menu.buildFromTemplate(items).popup()
  })
}
