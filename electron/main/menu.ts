// The native menu: what every desktop app has, and what Ligature adds. Built anew when the language or the recent documents
// change. Commands go to the page in front; main does no more of them than it must.
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../../contracts/desktop.ts'
import type { RecentDocument } from './recent.ts'
import { t } from './words/words.ts'

export interface MenuParts {
  readonly isMac: boolean
  readonly recent: readonly RecentDocument[]
  /** To the page in front; opens a window when there is none. */
  readonly command: (command: MenuCommand) => void
  readonly newWindow: () => void
  readonly openRecent: (recent: RecentDocument) => void
  readonly clearRecent: () => void
  readonly showLogs: () => void
}

const LINE: MenuItemConstructorOptions = { type: 'separator' }

export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  return [
    ...(parts.isMac ? [appMenu()] : []),
    fileMenu(parts),
    editMenu(),
    viewMenu(),
    windowMenu(parts),
    helpMenu(parts),
  ]
}

function appMenu(): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    label: 'Ligature',
    submenu: [
      { role: 'about', label: t('help.about') },
      LINE,
      { role: 'services', label: t('app.services') },
      LINE,
      { role: 'hide', label: t('app.hide') },
      { role: 'hideOthers', label: t('app.hideOthers') },
      { role: 'unhide', label: t('app.showAll') },
      LINE,
      { role: 'quit', label: t('app.quit') },
    ],
  }
}

function fileMenu({
  isMac,
  recent,
  command,
  newWindow,
  openRecent,
  clearRecent,
}: MenuParts): MenuItemConstructorOptions {
  const item = (label: string, what: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: what,
    label,
    click: () => command(what),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  return {
    label: t('file.label'),
    submenu: [
      item(t('file.new'), 'new-document', 'CmdOrCtrl+N'),
      { label: t('file.newWindow'), accelerator: 'CmdOrCtrl+Shift+N', click: newWindow },
      item(t('file.open'), 'open-file', 'CmdOrCtrl+O'),
      { label: t('file.recent'), submenu: recentItems(recent, openRecent, clearRecent) },
      item(t('file.all'), 'all-documents', 'CmdOrCtrl+Shift+O'),
      LINE,
      item(t('file.saveMarkdown'), 'save-markdown', 'CmdOrCtrl+Shift+S'),
      {
        label: t('file.export'),
        submenu: [
          item(t('file.html'), 'export-html'),
          item(t('file.text'), 'export-text'),
          item(t('file.pdf'), 'export-pdf'),
        ],
      },
      item(t('file.print'), 'print', 'CmdOrCtrl+P'),
      LINE,
      item(t('file.relays'), 'relays'),
      LINE,
      { role: 'close', label: t('file.close') },
      ...(isMac ? [] : [{ role: 'quit', label: t('file.quit') } as const]),
    ],
  }
}

function recentItems(
  recent: readonly RecentDocument[],
  open: (recent: RecentDocument) => void,
  clear: () => void,
): MenuItemConstructorOptions[] {
  if (recent.length === 0) return [{ label: t('file.noRecent'), enabled: false }]
  return [
    ...recent.map((one) => ({ label: labelOf(one), click: () => open(one) })),
    LINE,
    { label: t('file.clearRecent'), click: clear },
  ]
}

const LONGEST_LABEL = 60

/** `&` would underline the letter after it. */
const labelOf = ({ title }: RecentDocument): string =>
  (title === '' ? t('untitled') : title.slice(0, LONGEST_LABEL)).replaceAll('&', '&&')

function editMenu(): MenuItemConstructorOptions {
  return {
    label: t('edit.label'),
    submenu: [
      { role: 'undo', label: t('edit.undo') },
      { role: 'redo', label: t('edit.redo') },
      LINE,
      { role: 'cut', label: t('edit.cut') },
      { role: 'copy', label: t('edit.copy') },
      { role: 'paste', label: t('edit.paste') },
      { role: 'pasteAndMatchStyle', label: t('edit.pastePlain') },
      { role: 'selectAll', label: t('edit.all') },
    ],
  }
}

function viewMenu(): MenuItemConstructorOptions {
  return {
    label: t('view.label'),
    submenu: [
      { role: 'reload', label: t('view.reload') },
      LINE,
      { role: 'resetZoom', label: t('view.actual') },
      { role: 'zoomIn', label: t('view.larger') },
      { role: 'zoomOut', label: t('view.smaller') },
      LINE,
      { role: 'togglefullscreen', label: t('view.full') },
      { role: 'toggleDevTools', label: t('view.tools') },
    ],
  }
}

function windowMenu({ isMac }: MenuParts): MenuItemConstructorOptions {
  return {
    role: 'windowMenu',
    label: t('window.label'),
    submenu: [
      { role: 'minimize', label: t('window.minimise') },
      { role: 'zoom', label: t('window.zoom') },
      ...(isMac ? [LINE, { role: 'front', label: t('window.front') } as const] : []),
    ],
  }
}

function helpMenu({ isMac, showLogs }: MenuParts): MenuItemConstructorOptions {
  return {
    role: 'help',
    label: t('help.label'),
    submenu: [
      { label: t('help.logs'), click: showLogs },
      ...(isMac ? [] : [LINE, { role: 'about', label: t('help.about') } as const]),
    ],
  }
}
