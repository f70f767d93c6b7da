// What `import … from 'electron'` gives the app under test. A name that is not here fails at import, a property at use.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { models, onlyOptions, strict } from './strict.ts'
import { tell } from './to-the-test.ts'

export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { dialog } from './dialog.ts'
export { ipcMain } from './ipc.ts'
export { Menu } from './menu.ts'
export { protocol, session } from './protocol.ts'
export { utilityProcess } from './utility-process.ts'

const clipboardModel = { writeText: (text: string) => tell({ is: 'copied', text }) }
models('Clipboard', clipboardModel)
export const clipboard = strict('clipboard', clipboardModel)

const nativeThemeModel = { shouldUseDarkColors: false }
models('NativeTheme', nativeThemeModel)
export const nativeTheme = strict('nativeTheme', nativeThemeModel)

const shellModel = {
  openExternal: async (url: string) => tell({ is: 'opened-outside', url }),
  showItemInFolder: (path: string) => tell({ is: 'shown-in-folder', path }),
}
models('Shell', shellModel)
export const shell = strict('shell', shellModel)

const screenModel = {
  getAllDisplays: () => {
    const workArea = { x: 0, y: 0, width: 1920, height: 1040 }
    return [strict('Display', { workArea })]
  },
}
models('Screen', screenModel)
export const screen = strict('screen', screenModel)

const netModel = {
  fetch(url: string, init: RequestInit) {
    onlyOptions('net.fetch', init, ['signal', 'redirect', 'credentials', 'cache', 'headers'])
    return fetch(url, init)
  },
}
models('Net', netModel)
export const net = strict('net', netModel)

/** The key would be the keyring's; here it lives as long as the test's machine does. */
const KEY = Buffer.alloc(32, 'the keyring of the stand-in')
const safeStorageModel = {
  isEncryptionAvailable: () => process.env['STAND_IN_KEYRING'] !== 'none',
  encryptString(text: string): Buffer {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', KEY, nonce)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
  },
  decryptString(bytes: Buffer): string {
    const decipher = createDecipheriv('aes-256-gcm', KEY, bytes.subarray(0, 12))
    decipher.setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  },
}
models('SafeStorage', safeStorageModel)
export const safeStorage = strict('safeStorage', safeStorageModel)
