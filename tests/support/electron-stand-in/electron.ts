// What `import … from 'electron'` gives the app under test. A name that is not here fails at import, a property at use.
import { strict } from './strict.ts'
import { tell } from './to-the-test.ts'

export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { ipcMain } from './ipc.ts'
export { protocol, session } from './protocol.ts'
export { utilityProcess } from './utility-process.ts'

export const clipboard = strict('clipboard', { writeText: (text: string) => tell({ is: 'copied', text }) })

export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string) => tell({ is: 'dialog', title, content }),
})

export const Menu = strict('Menu', {
  buildFromTemplate: (template: readonly object[]) => template,
  setApplicationMenu: () => undefined,
})

export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false })

export const shell = strict('shell', {
  openExternal: async (url: string) => tell({ is: 'opened-outside', url }),
})
