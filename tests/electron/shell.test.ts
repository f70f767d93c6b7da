// The parts of the desktop app that need no Electron: where windows may stand, what links and arguments mean, which address
// is a relay, what a request may carry, which files are read and how they are written, what stands in the menus.
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DocumentId } from '../../contracts/ids.ts'
import { jsonFile } from '../../electron/main/json-file.ts'
import { parseLink, wishesIn } from '../../electron/main/links.ts'
import { menuTemplate } from '../../electron/main/menu.ts'
import { Recents, RecentsSchema } from '../../electron/main/recent.ts'
import { RelayBook, RelayBookSchema } from '../../electron/main/relay-book.ts'
import { checkRelay, relayOrigin } from '../../electron/main/relay-check.ts'
import { passFor } from '../../electron/main/relay-gate.ts'
import { fileName, readText, writeWhole } from '../../electron/main/text-files.ts'
import { placeWithin } from '../../electron/main/window-places.ts'
import { speak, startWords } from '../../electron/main/words/words.ts'

startWords(['en-GB'])

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ligature-shell-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe('a window that is opened again', () => {
  const LEFT = { x: 0, y: 0, width: 1920, height: 1040 }
  const RIGHT = { x: 1920, y: 0, width: 1280, height: 984 }
  const window = { x: 2000, y: 100, width: 1080, height: 820 }

  test('stands where it stood while its display is there, also when it hangs over an edge', () => {
    expect(placeWithin(window, [LEFT, RIGHT])).toEqual(window)
    const over = { ...window, x: -600 }
    expect(placeWithin(over, [LEFT])).toEqual(over)
  })

  test('comes onto the display that is left, whole', () => {
    expect(placeWithin(window, [LEFT])).toEqual({ ...window, x: 840 })
    expect(placeWithin({ ...window, x: -5000, y: -5000 }, [LEFT])).toMatchObject({ x: 0, y: 0 })
    expect(placeWithin({ ...window, y: 1035 }, [LEFT])).toMatchObject({ y: 220 })
  })

  test('is no larger than the display, and no smaller than it can be used', () => {
    expect(placeWithin({ x: 0, y: 0, width: 5000, height: 4000 }, [LEFT])).toEqual(LEFT)
    expect(placeWithin({ x: 0, y: 0, width: 10, height: 10 }, [LEFT])).toMatchObject({ width: 420, height: 320 })
  })
})

describe('a link', () => {
  test('names a relay and a document', () => {
    expect(parseLink('ligature://open/embedded/minutes')).toEqual({ relay: 'embedded', document: 'minutes' })
    expect(parseLink('ligature://open/https%3A%2F%2Fwrite.example.org/a_B-1')).toEqual({
      relay: 'https://write.example.org',
      document: 'a_B-1',
    })
    expect(parseLink('ligature://open/http%3A%2F%2F127.0.0.1%3A4455/x')?.relay).toBe('http://127.0.0.1:4455')
  })

  test.each([
    'ligature://open/embedded',
    'ligature://open/embedded/',
    'ligature://open/embedded/a/b',
    'ligature://open/embedded/a%2Fb',
    'ligature://open/embedded/../x',
    `ligature://open/embedded/${'x'.repeat(65)}`,
    'ligature://close/embedded/x',
    'ligature://open/file%3A%2F%2F%2Fetc/x',
    'ligature://open/javascript%3Aalert(1)/x',
    'ligature://open/http%3A%2F%2Fwrite.example.org/x',
    'ligature://open/https%3A%2F%2Fada%40write.example.org/x',
    'ligature://open/https%3A%2F%2Fwrite.example.org%2Fevil/x',
    'ligature://open/https%3A%2F%2Fwrite.example.org%3Fq/x',
    'ligature://open/%E0%A4%A/x',
    'ligature://open/write.example.org/x',
  ])('%s leads nowhere', (link) => {
    expect(parseLink(link)).toBeUndefined()
  })

  test('and Markdown files are what arguments may ask for', () => {
    const args = [
      'ligature',
      '--flag',
      'notes.md',
      '/tmp/Plan.MARKDOWN',
      'photo.png',
      '-x.md',
      'ligature://open/embedded/a',
    ]
    expect(wishesIn(args, '/home/ada')).toEqual([
      { is: 'file', path: '/home/ada/notes.md' },
      { is: 'file', path: '/tmp/Plan.MARKDOWN' },
      { is: 'link', link: { relay: 'embedded', document: 'a' } },
    ])
    expect(wishesIn(['', 'LIGATURE://open/nonsense'], '/')).toEqual([{ is: 'bad-link' }])
    expect(wishesIn(['notes.md'], '/')).toEqual([])
  })
})

describe('an address somebody typed', () => {
  let server: Server
  let answer: { status: number; body: string; headers?: Record<string, string> }
  let asked: (string | undefined)[]
  let here: string
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.headers.authorization)
      response.writeHead(answer.status, answer.headers).end(answer.body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  beforeEach(() => {
    asked = []
  })
  afterAll(() => {
    server.close()
  })
  const RELAY = JSON.stringify({ info: { title: 'Ligature relay' } })

  test.each([
    ['write.example.org', { origin: 'https://write.example.org' }],
    [' https://Write.Example.org/d/abc ', { origin: 'https://write.example.org' }],
    ['http://localhost:4455', { origin: 'http://localhost:4455' }],
    ['http://[::1]:4455/', { origin: 'http://[::1]:4455' }],
    ['http://write.example.org', { refused: 'insecure' }],
    ['http://192.168.1.5:4455', { refused: 'insecure' }],
    ['http://127.0.0.1.example.org', { refused: 'insecure' }],
    ['ftp://write.example.org', { refused: 'not-an-address' }],
    ['file:///etc/passwd', { refused: 'not-an-address' }],
    ['https://ada:secret@write.example.org', { refused: 'not-an-address' }],
    ['', { refused: 'not-an-address' }],
    ['a b', { refused: 'not-an-address' }],
  ])('"%s"', (typed, meant) => {
    expect(relayOrigin(typed)).toEqual(meant)
  })

  test('is a relay’s when a relay answers', async () => {
    answer = { status: 200, body: RELAY }
    expect(await checkRelay(fetch, `${here}/d/abc`, '')).toEqual({ origin: here })
    expect(asked).toEqual([undefined])
    await checkRelay(fetch, here, 's3cret')
    expect(asked[1]).toBe('Bearer s3cret')
  })

  test.each([
    [200, 'hello', 'not-a-relay'],
    [200, '{"info":{"title":"Another API"}}', 'not-a-relay'],
    [200, 'null', 'not-a-relay'],
    [500, RELAY, 'not-a-relay'],
    [200, `"${'x'.repeat(2_000_000)}"`, 'not-a-relay'],
    [401, '{"code":"secret-required"}', 'secret-required'],
    [401, '{}', 'not-a-relay'],
  ] as const)('is not when the answer is %i %.30s', async (status, body, refused) => {
    answer = { status, body }
    expect(await checkRelay(fetch, here, '')).toEqual({ refused })
  })

  test('is not when it sends elsewhere, or nobody answers', async () => {
    answer = { status: 302, body: '', headers: { location: 'https://write.example.org' } }
    expect(await checkRelay(fetch, here, '')).toEqual({ refused: 'unreachable' })
    expect(await checkRelay(fetch, 'http://127.0.0.1:9', '')).toEqual({ refused: 'unreachable' })
  })
})

describe('a request of a page', () => {
  const listening = {
    embedded: () => 'http://127.0.0.1:41000',
    embeddedListens: () => true,
    embeddedSecret: 'launch',
    secretOf: (origin: string) => (origin === 'https://write.example.org' ? 'theirs' : undefined),
  }

  test('carries the secret of the relay it goes to, by HTTP and by WebSocket, and no other', () => {
    expect(passFor('http://127.0.0.1:41000/api/v1/documents', listening)).toEqual({ authorization: 'Bearer launch' })
    expect(passFor('ws://127.0.0.1:41000/sync/x', listening)).toEqual({ authorization: 'Bearer launch' })
    expect(passFor('wss://write.example.org/sync/x', listening)).toEqual({ authorization: 'Bearer theirs' })
    for (const address of [
      'http://127.0.0.1:41001/',
      'https://127.0.0.1:41000/',
      'http://127.0.0.1:41000.example.org/',
      'http://127.0.0.1:41000@example.org/',
      'http://write.example.org/',
      'https://write.example.org.evil.example/',
      'app://ligature/',
      'nonsense',
    ])
      expect([address, passFor(address, listening)]).toEqual([address, undefined])
  })

  test('to the embedded relay goes out only while our own listens there', () => {
    const away = { ...listening, embeddedListens: () => false }
    expect(passFor('http://127.0.0.1:41000/api/v1/documents', away)).toBe('cancel')
    expect(passFor('ws://127.0.0.1:41000/sync/x', away)).toBe('cancel')
    expect(passFor('wss://write.example.org/sync/x', away)).toEqual({ authorization: 'Bearer theirs' })
  })
})

describe('the relays that were added', () => {
  const box = {
    isAvailable: () => true,
    seal: (secret: string) => Buffer.from(secret).toString('hex'),
    open: (sealed: string) => Buffer.from(sealed, 'hex').toString(),
  }
  const file = () => jsonFile(join(folder, 'relays.json'), RelayBookSchema)

  test('are there again with their secrets, which stand sealed in the file', async () => {
    const book = new RelayBook(file(), box)
    expect(book.add('https://a.example', 's3cret')).toBe(true)
    book.add('https://b.example', '')
    expect(await readFile(join(folder, 'relays.json'), 'utf8')).not.toContain('s3cret')
    expect((await stat(join(folder, 'relays.json'))).mode & 0o077).toBe(0)
    const again = new RelayBook(file(), box)
    expect(again.origins).toEqual(['https://a.example', 'https://b.example'])
    expect([again.secretOf('https://a.example'), again.secretOf('https://b.example')]).toEqual(['s3cret', undefined])
    again.remove('https://a.example')
    expect(new RelayBook(file(), box).origins).toEqual(['https://b.example'])
    expect(again.secretOf('https://a.example')).toBeUndefined()
  })

  test('keep a secret in memory alone where the system cannot seal it, and say so', async () => {
    const book = new RelayBook(file(), { ...box, isAvailable: () => false })
    expect(book.add('https://a.example', 's3cret')).toBe(false)
    expect(book.secretOf('https://a.example')).toBe('s3cret')
    expect(await readFile(join(folder, 'relays.json'), 'utf8')).not.toContain(box.seal('s3cret'))
    expect(new RelayBook(file(), box).secretOf('https://a.example')).toBeUndefined()
  })

  test('a file that was cut short is begun anew', async () => {
    await writeFile(join(folder, 'relays.json'), '{"relays":[{"origin":"htt')
    expect(new RelayBook(file(), box).origins).toEqual([])
  })
})

describe('a file', () => {
  test('is read when it is text, and else the reason is named', async () => {
    const at = (name: string) => join(folder, name)
    await writeFile(at('Plan.md'), '# Plän\n')
    await writeFile(at('photo.md'), Buffer.from([0xff, 0xd8, 0xff, 0xe0]))
    await writeFile(at('large.md'), Buffer.alloc(17 * 1024 * 1024, 'x'))
    expect(await readText(at('Plan.md'))).toEqual({ is: 'file', name: 'Plan', text: '# Plän\n' })
    expect(await readText(at('photo.md'))).toEqual({ is: 'refused', name: 'photo', why: 'not-text' })
    expect(await readText(at('large.md'))).toEqual({ is: 'refused', name: 'large', why: 'too-large' })
    expect(await readText(at('none.md'))).toEqual({ is: 'refused', name: 'none', why: 'unreadable' })
    expect(await readText(folder)).toMatchObject({ is: 'refused', why: 'unreadable' })
  })

  test('is written whole, keeps its rights, and stays behind a link', async () => {
    await writeFile(join(folder, 'real.md'), 'before')
    await chmod(join(folder, 'real.md'), 0o600)
    await symlink(join(folder, 'real.md'), join(folder, 'link.md'))
    await writeWhole(join(folder, 'link.md'), Buffer.from('after'))
    expect(await readFile(join(folder, 'real.md'), 'utf8')).toBe('after')
    expect((await lstat(join(folder, 'link.md'))).isSymbolicLink()).toBe(true)
    expect((await stat(join(folder, 'real.md'))).mode & 0o777).toBe(0o600)
    await expect(writeWhole(join(folder, 'none', 'x.md'), Buffer.from('x'))).rejects.toThrow()
    expect((await readdir(folder)).sort()).toEqual(['link.md', 'real.md'])
  })

  test.each([
    ['Minutes of May', 'Minutes of May'],
    ['../../etc/passwd', 'etc passwd'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j'],
    ['.hidden. ', 'hidden'],
    ['CON', 'Untitled'],
    ['line\nbreak\u0000', 'line break'],
    ['', 'Untitled'],
  ])('of a document called "%s" is called "%s"', (title, name) => {
    expect(fileName(title)).toBe(name)
  })
})

describe('the menu', () => {
  const parts = {
    isMac: false,
    recent: [{ relay: 'embedded', document: 'a' as DocumentId, title: 'Bread & butter' }],
    command: () => undefined,
    newWindow: () => undefined,
    openRecent: () => undefined,
    clearRecent: () => undefined,
    showLogs: () => undefined,
  }
  const labels = (items = menuTemplate(parts)): string[] =>
    items.flatMap(({ label, submenu }) => [
      ...(label === undefined ? [] : [label]),
      ...(Array.isArray(submenu) ? labels(submenu) : []),
    ])
  afterEach(() => {
    speak('en')
  })

  test('is whole in each language, and no word is missing in one', () => {
    const english = labels()
    for (const language of ['de', 'zh-CN']) {
      speak(language)
      const translated = labels()
      expect(translated).toHaveLength(english.length)
      for (const label of translated) expect(label).not.toMatch(/^\w+\.\w+$/)
      expect(translated[0]).not.toBe(english[0])
    }
    expect(speak('fr')).toBe(true)
    expect(labels()).toEqual(english)
  })

  test('shows the recent documents, whose titles are no shortcuts', () => {
    expect(labels()).toContain('Bread && butter')
  })

  test('gives each shortcut to one item', () => {
    for (const isMac of [false, true]) {
      const keys = menuTemplate({ ...parts, isMac }).flatMap(({ submenu }) =>
        Array.isArray(submenu) ? submenu.flatMap(({ accelerator }) => accelerator ?? []) : [],
      )
      expect(new Set(keys).size).toBe(keys.length)
      expect(keys).toContain('CmdOrCtrl+N')
    }
  })

  test('recent documents: the newest first, each once, ten at most', () => {
    let changes = 0
    const recents = new Recents(jsonFile(join(folder, 'recent.json'), RecentsSchema), () => (changes += 1))
    for (let n = 0; n < 12; n++)
      recents.opened({ relay: 'embedded', document: `d${n}` as DocumentId, title: `Title ${n}` })
    recents.opened({ relay: 'embedded', document: 'd5' as DocumentId, title: 'Renamed' })
    recents.opened({ relay: 'embedded', document: 'd5' as DocumentId, title: 'Renamed' })
    expect(changes).toBe(13)
    const again = new Recents(jsonFile(join(folder, 'recent.json'), RecentsSchema), () => undefined)
    expect(again.all.map(({ title }) => title).slice(0, 2)).toEqual(['Renamed', 'Title 11'])
    expect(again.all).toHaveLength(10)
    again.forgetRelay('embedded')
    expect(again.all).toEqual([])
  })
})
