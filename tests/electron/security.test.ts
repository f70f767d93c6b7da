// Electron's security recommendations (electronjs.org/docs/latest/tutorial/security, in its order), each as far as it can be
// seen in the built bundles. What can be seen in a running app stands in desktop.test.ts and stories.test.ts.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../../scripts/root.ts'

const at = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8')

/** The entry and what it shares with others. */
let main: string
let preload: string
let page: string
let scripts: string
let packaging: string

beforeAll(async () => {
  ;[main, preload, page, packaging] = (await Promise.all(
    ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html', 'electron-builder.yml'].map(at),
  )) as [string, string, string, string]
  for (const file of await readdir(join(ROOT, 'out/shared')))
    if (main.includes(file)) main += await at(`out/shared/${file}`)
  const assets = await readdir(join(ROOT, 'out/renderer/assets'))
  scripts = (
    await Promise.all(assets.filter((file) => file.endsWith('.js')).map((file) => at(`out/renderer/assets/${file}`)))
  ).join('\n')
})

/** The options of each BrowserWindow in the bundle. */
const windows = (): string[] =>
  [...main.matchAll(/new BrowserWindow\(([\s\S]*?)\}\s*\)/g)].map(([, options = '']) => options)

describe('Electron’s security recommendations', () => {
  test('1, 15: pages come from the app’s own files over its own scheme, never from the network or file://', () => {
    const loads = [...main.matchAll(/\.loadURL\(([^)]*)\)/g)].map(([, address]) => address)
    expect(loads.length).toBeGreaterThan(0)
    for (const address of loads) expect(address).toMatch(/^`\$\{ORIGIN\}\$\{path\}`$/)
    expect(main).not.toMatch(/\.loadFile\(|loadURL\(["'`](http|file)/)
    expect(main).toMatch(/["']?app:\/\/ligature|`\$\{SCHEME\}:\/\/ligature`/)
  })

  test('2, 3, 4: no Node in pages, isolated preload, sandbox: in every window, and for the whole app', () => {
    expect(windows()).toHaveLength(1)
    for (const options of windows()) {
      expect(options).toMatch(/nodeIntegration:\s*(false|!1)/)
      expect(options).toMatch(/contextIsolation:\s*(true|!0)/)
      expect(options).toMatch(/sandbox:\s*(true|!0)/)
    }
    expect(main).toContain('app.enableSandbox()')
    expect(main).not.toMatch(/nodeIntegrationIn(Worker|SubFrames)|--no-sandbox|disable-site-isolation/)
  })

  test('5: what pages ask of the system is answered by a handler, for checks and for requests', () => {
    expect(main).toContain('setPermissionRequestHandler(')
    expect(main).toContain('setPermissionCheckHandler(')
  })

  test('6, 8, 9, 10: web security, mixed content, experiments and Blink features are as Chromium has them', () => {
    expect(main).not.toMatch(/webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures/)
    expect(main).not.toMatch(/appendSwitch|ignore-certificate-errors|setCertificateVerifyProc|certificate-error/)
    expect(main).not.toMatch(/bypassCSP|corsEnabled:\s*(true|!0)/)
  })

  test('7: a Content-Security-Policy that starts from nothing, with no inline scripts or eval', () => {
    expect(main).toContain('content-security-policy')
    expect(main).toMatch(/["']default-src["']:\s*\[\s*["']'none'["']\s*\]/)
    expect(main).not.toMatch(/unsafe-inline|unsafe-eval|wasm-unsafe-eval/)
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>|\son\w+=|javascript:/i)
  })

  test('11, 12: no <webview>, and what would attach one is prevented', () => {
    expect(main).not.toMatch(/webviewTag/)
    expect(main).toContain('will-attach-webview')
    expect(`${page}${scripts}`).not.toMatch(/<webview|createElement\(["'`]webview/)
    expect(`${page}${scripts}`).not.toContain('allowpopups')
  })

  test('13, 14: navigation and new windows are decided by main', () => {
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) expect(main).toContain(event)
    expect(main).toMatch(/setWindowOpenHandler\(/)
    expect(main).toMatch(/action:\s*["']deny["']/)
    expect(main).not.toMatch(/action:\s*["']allow["']/)
  })

  test('15: the system opens only web and mail addresses', () => {
    const calls = main.match(/shell\.\w+/g) ?? []
    expect([...new Set(calls)].sort()).toEqual(['shell.openExternal', 'shell.showItemInFolder'])
    expect(main).toMatch(/["']http:["'],\s*["']https:["'],\s*["']mailto:["']/)
  })

  test('16: a version of Electron that is maintained, exactly pinned', async () => {
    const { devDependencies } = JSON.parse(await at('package.json')) as { devDependencies: Record<string, string> }
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
    expect(Number(devDependencies['electron']?.split('.')[0])).toBeGreaterThanOrEqual(45)
  })

  test('17: each call is checked for its sender; there is one place where calls are answered', () => {
    expect(main.match(/ipcMain\.\w+\(/g)).toEqual(['ipcMain.handle('])
    expect(main).toMatch(/senderFrame\.origin === ["'`](app:|\$)|senderFrame\.origin === ORIGIN/)
    expect(main).toMatch(/senderFrame\.parent === null/)
  })

  test('18: the privileges of the scheme are those of a web page and no more', () => {
    const [, privileges = ''] = /privileges:\s*\{([^}]*)\}/.exec(main) ?? []
    expect([...privileges.matchAll(/(\w+):/g)].map(([, name]) => name).sort()).toEqual([
      'codeCache',
      'secure',
      'standard',
      'supportFetchAPI',
    ])
  })

  test('19: fuses take from the binary what the app does not need', () => {
    for (const off of ['runAsNode', 'enableNodeOptionsEnvironmentVariable', 'enableNodeCliInspectArguments'])
      expect(packaging).toMatch(new RegExp(`${off}: false`))
    for (const on of ['onlyLoadAppFromAsar', 'enableEmbeddedAsarIntegrityValidation', 'enableCookieEncryption'])
      expect(packaging).toMatch(new RegExp(`${on}: true`))
  })

  test('20: Electron’s own objects stay in the preload: pages get calls by name, and no ipcRenderer', () => {
    expect(preload.match(/exposeInMainWorld\(/g)).toHaveLength(1)
    expect(preload).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer/)
    expect([...new Set(preload.match(/ipcRenderer\.\w+/g))].sort()).toEqual(['ipcRenderer.invoke', 'ipcRenderer.on'])
    expect(preload.match(/require\(["'][^"']+["']\)/g)).toEqual(['require("electron")'])
  })
})
