// Electron's security recommendations as far as they can be seen in a running app: the built bundles on the stand-in, with a
// page that tries what a page of somebody else's would. What can be seen in the bundles stands in security.test.ts.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channelOf, DESKTOP_CALLS, type DesktopApi, type DesktopCall } from '../../contracts/desktop.ts'
import { DesktopApp } from '../support/electron-stand-in/desktop-app.ts'
import type { Asked, Told } from '../support/electron-stand-in/to-the-test.ts'
import { until } from '../support/until.ts'

const STORY_MS = 120_000
const SOON_MS = 60_000

let app: DesktopApp
let page: Page

const OURS = { origin: 'app://ligature', isFrame: false }
type Invoke = Extract<Asked, { ask: 'invoke' }>
const invoked = (): Extract<Told, { is: 'invoked' }>[] => app.told.filter((told) => told.is === 'invoked')

/** Past the preload, which would have refused it already. */
async function invoke(call: DesktopCall, args: readonly unknown[], sender: Invoke['sender']): Promise<string> {
  const before = invoked().length
  app.ask({ ask: 'invoke', channel: channelOf(call), args, sender })
  const told = await until(`an answer to ${call}`, () => invoked()[before], SOON_MS)
  return told.answered ? 'answered' : told.why
}

beforeAll(async () => {
  app = await DesktopApp.open()
  page = await app.window()
  page.setDefaultTimeout(SOON_MS)
  await page.locator('[contenteditable="true"]').waitFor()
}, STORY_MS)
afterAll(async () => {
  await app.dispose()
}, STORY_MS)

describe('a running app', { timeout: STORY_MS }, () => {
  test('7: the policy of this launch names the relay of this launch, and nobody else', async () => {
    const [policy, url] = await page.evaluate(async () => [
      (await fetch('/')).headers.get('content-security-policy'),
      (await (globalThis as unknown as { ligature: DesktopApi }).ligature.relay()).url,
    ])
    const connect = policy?.split('; ').find((directive) => directive.startsWith('connect-src'))
    expect(connect).toBe(`connect-src 'self' ${url} ${url?.replace('http', 'ws')}`)
  })

  test('7: a page runs no script but the app’s, and reaches nobody but its relay', async () => {
    const seen = await page.evaluate(async () => {
      // Later than this evaluation, which may do what the page may not.
      await new Promise((resolve) => setTimeout(resolve))
      const violations: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
      const attempt = async (what: () => unknown): Promise<string> => {
        try {
          await what()
          return 'done'
        } catch {
          return 'refused'
        }
      }
      const add = (tag: string, fields: object): void => {
        document.body.append(Object.assign(document.createElement(tag), fields))
      }
      const outcomes = [
        // eslint-disable-next-line typescript/no-implied-eval -- that is what is tried.
        await attempt(() => new Function('return 1')()),
        await attempt(() => fetch('https://example.org/steal')),
        await attempt(() => fetch('http://127.0.0.1:9/')),
      ]
      add('script', { textContent: 'globalThis.wasRun = true' })
      add('script', { src: 'https://example.org/x.js' })
      add('iframe', { src: 'https://example.org/' })
      add('object', { data: 'https://example.org/x.swf', type: 'application/x-flash' })
      add('img', { src: 'https://example.org/pixel.png' })
      add('base', { href: 'https://example.org/' })
      const deadline = performance.now() + 10_000
      while (new Set(violations).size < 7 && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20))
      return { outcomes, violations: [...new Set(violations)].sort(), wasRun: 'wasRun' in globalThis }
    })
    expect(seen.outcomes).toEqual(['refused', 'refused', 'refused'])
    expect(seen.wasRun).toBe(false)
    for (const directive of ['base-uri', 'connect-src', 'frame-src', 'img-src', 'object-src', 'script-src-elem'])
      expect(seen.violations).toContain(directive)
  })

  test('5: what the app does not need, pages do not get', async () => {
    const asked = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi'] as PermissionName[]
      return await Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
    })
    expect(asked).not.toContain('granted')
  })

  test('14, 15: the system opens web and mail addresses, and nothing that could start a program', async () => {
    const hostile = [
      'file:///etc/passwd',
      'javascript:document.title="run"',
      'data:text/html,<script>1</script>',
      'ligature://open/embedded/x',
      'smb://stranger.example/share',
      'ms-msdt:/id',
      'https:evil\u0000.example',
    ]
    for (const address of hostile) {
      await page.evaluate((to) => {
        try {
          window.open(to, '_blank', 'noopener')
        } catch {
          // Chromium refuses some by itself.
        }
      }, address)
    }
    await page.evaluate(() => void window.open('mailto:ada@example.org', '_blank', 'noopener'))
    const opened = () => app.told.flatMap((told) => (told.is === 'opened-outside' ? [told.url] : []))
    await until('the last of them', () => opened().includes('mailto:ada@example.org'), SOON_MS)
    expect(opened()).toEqual(['mailto:ada@example.org'])
    expect(app.windows).toHaveLength(1)
  })

  test('17: nobody but the top frame of our own pages is answered, whatever they ask', async () => {
    const strangers: Invoke['sender'][] = [
      { origin: 'https://example.org', isFrame: false },
      { origin: 'app://other', isFrame: false },
      { origin: 'app://ligature.example', isFrame: false },
      { origin: 'file://', isFrame: false },
      { origin: 'null', isFrame: false },
      { ...OURS, isFrame: true },
      null,
    ]
    for (const call of Object.keys(DESKTOP_CALLS) as DesktopCall[])
      for (const sender of strangers)
        expect(await invoke(call, [], sender)).toContain('it did not come from a page of the app')
    expect(await invoke('relays', [], OURS)).toBe('answered')
  })

  test.each<[DesktopCall, unknown[]]>([
    ['relay', [1]],
    ['relays', [{}]],
    ['addRelay', ['https://a.example']],
    ['addRelay', ['x'.repeat(301), '']],
    ['addRelay', [{ toString: 'https://a.example' }, {}]],
    ['removeRelay', [null]],
    ['switchRelay', [['embedded']]],
    ['newWindow', [42]],
    ['copyText', ['x'.repeat(5_000)]],
    ['shows', [{ document: '../../etc', title: '', language: 'en' }]],
    ['shows', [{ document: null, title: 'x'.repeat(201), language: 'en' }]],
    ['openFile', ['/etc/passwd']],
    ['takeFile', ['/etc/passwd']],
    ['saveFile', [{ name: 'x', kind: 'exe', bytes: [] }]],
    ['saveFile', [{ name: 'x', kind: 'md', bytes: 'text' }]],
    ['saveFile', [{ name: 'x', kind: 'md', path: '/etc/cron.d/x' }]],
    ['print', [{ silent: true, deviceName: 'all' }]],
    ['savePdf', [{ path: '/etc/passwd' }]],
  ])('main itself refuses %s with what is not of the contract: %j', async (call, args) => {
    expect(await invoke(call, args, OURS)).toMatch(/"code": "(invalid_|too_)/)
  })

  test('main refuses what is of the contract and makes no sense', async () => {
    expect(await invoke('removeRelay', ['embedded'], OURS)).toContain('cannot be removed')
    expect(await invoke('switchRelay', ['https://stranger.example'], OURS)).toContain('is not a relay that this app')
    expect(app.errors).toBe('')
  })
})
