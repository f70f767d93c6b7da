// The text of documents over HTTP: read in every format as the app exports it, written as Markdown into what people are typing just
// now, once, and durable before the answer. A real relay, real sockets, real editors.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { writeFile } from '../../document/file.ts'
import { documentFromFragment, writeDocument } from '../../document/fragment.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { ContentClient } from '../support/content-client.ts'
import { FrameClient } from '../support/frame-client.ts'
import { command, damage, look } from '../support/data-folder.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { TestRelay } from '../support/relay.ts'
import type { Answer } from '../support/rest-client.ts'
import { StockClient } from '../support/stock-client.ts'
import { Typist } from '../support/typist.ts'
import { until } from '../support/until.ts'
import { generatedDocument } from '../document/markdown/generated-documents.ts'
import fc from 'fast-check'

let relay: TestRelay
let script: ContentClient
beforeAll(async () => {
  relay = await TestRelay.start()
  script = new ContentClient(relay)
})
afterAll(async () => {
  await relay.dispose()
})

const codeOf = ({ status, body }: Answer): unknown => [status, body?.['code']]

describe('reading', () => {
  test('every format is what the app exports of the same document, byte for byte', async () => {
    const [document] = fc.sample(generatedDocument, { numRuns: 1, seed: seedOfThisRun('formats') })
    const ada = await FrameClient.join(relay, 'formats')
    writeDocument(ada.doc.getXmlFragment(TEXT_FIELD), document!)
    await ada.allSaved()
    const title = 'Plan: "A" — ü'
    await script.create('formats', title)
    const mine = documentFromFragment(ada.doc.getXmlFragment(TEXT_FIELD))
    for (const [format, type, file] of [
      ['md', 'text/markdown', writeFile('markdown', title, mine, new Map())],
      ['html', 'text/html', writeFile('html', title, mine, new Map())],
      ['txt', 'text/plain', writeFile('text', title, mine, new Map())],
      ['json', 'application/json', `${JSON.stringify(mine)}\n`],
    ] as const) {
      const { status, headers, text } = await script.read('formats', format)
      expect({ format, status, type: headers['content-type'], text }).toEqual({
        format,
        status: 200,
        type: `${type}; charset=utf-8`,
        text: file,
      })
      const byAccept = await script.rest.ask('GET', '/api/v1/documents/formats/content', {
        headers: { accept: `image/png, ${type};q=0.9, */*;q=0.1` },
      })
      expect([byAccept.text, byAccept.headers['vary']]).toEqual([file, expect.stringContaining('Accept')])
    }
    ada.leave()
  })

  test('nothing of a document runs on the relay’s own origin', async () => {
    const { headers } = await script.read('formats', 'html')
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test('an ETag answers 304 until the text changes, or the title where it is part of the answer', async () => {
    await script.create('tagged', 'One')
    await script.write('tagged', 'append', 'Hello.')
    const tags = async (): Promise<Record<string, string>> =>
      Object.fromEntries(
        await Promise.all(
          ['md', 'html', 'txt', 'json'].map(async (format) => [
            format,
            String((await script.read('tagged', format)).headers['etag']),
          ]),
        ),
      )
    const first = await tags()
    expect(new Set(Object.values(first)).size).toBe(4)
    for (const [format, etag] of Object.entries(first)) {
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const answer = await script.read('tagged', format, { 'if-none-match': known })
        expect([answer.status, answer.text, answer.headers['etag']]).toEqual([304, '', etag])
      }
      const head = await script.rest.ask('HEAD', `/api/v1/documents/tagged/content?format=${format}`)
      expect([head.status, head.headers['etag']]).toEqual([200, etag])
    }
    await script.rest.rename('tagged', 'Two')
    const renamed = await tags()
    expect([renamed['txt'], renamed['json']]).toEqual([first['txt'], first['json']])
    expect([renamed['md'], renamed['html']]).not.toEqual([first['md'], first['html']])
    await script.write('tagged', 'append', 'More.')
    expect((await script.read('tagged', 'txt', { 'if-none-match': first['txt']! })).status).toBe(200)
  })

  test('R4: what a session was told is saved is in the answer', async () => {
    const ada = await FrameClient.join(relay, 'fresh')
    for (let n = 0; n < 20; n++) {
      ada.doc.getXmlFragment(TEXT_FIELD).insert(n, [paragraph(`line ${n}`)])
      await ada.allSaved()
      expect(await script.text('fresh')).toContain(`line ${n}`)
    }
    ada.leave()
  })

  test('what is not there answers a problem, and nothing is made of it', async () => {
    expect(codeOf(await script.read('never-made'))).toEqual([404, 'document-not-found'])
    expect(codeOf(await script.put('never-made', 'append', 'Hello.'))).toEqual([404, 'document-not-found'])
    expect((await script.rest.read('never-made')).status).toBe(404)
    await script.create('ended')
    await script.rest.trash('ended')
    await script.rest.deleteForEver('ended')
    expect(codeOf(await script.read('ended'))).toEqual([410, 'document-gone'])
    expect(codeOf(await script.put('ended', 'append', 'Hello.'))).toEqual([410, 'document-gone'])
    expect(codeOf(await script.read('formats', 'pdf'))).toEqual([400, 'bad-request'])
    const png = await script.rest.ask('GET', '/api/v1/documents/formats/content', { headers: { accept: 'image/png' } })
    expect(codeOf(png)).toEqual([406, 'not-acceptable'])
  })
})

describe('writing', () => {
  test('it is in the log under its author, and everybody who has the document open sees it', async () => {
    await script.create('live')
    const ada = await Typist.join(relay, 'live', 'ada', 1)
    const written = await script.write('live', 'append', '# Minutes\n\nada: ')
    expect(written).toMatchObject({ changed: true, repeated: false, notes: [] })
    await ada.sees('the minutes', (words) => words === 'Minutes\nada:')
    expect(look(relay.data, LAST_ROW, 'live')).toEqual([{ seq: written.seq, author: 'guest' }])
    expect(await script.write('live', 'replace', '# Minutes\n\nada:')).toMatchObject({
      seq: written.seq,
      changed: false,
    })
    ada.leave()
  })

  test('a book reaches those who have the document open, and comes out again as it went in', async () => {
    const book = `${Array.from({ length: 4_000 }, (_, n) => `Paragraph ${n}, ${'word '.repeat(20)}ends.`).join('\n\n')}\n`
    await script.create('book')
    const ada = await StockClient.join(relay, 'book')
    expect(await script.write('book', 'append', book)).toMatchObject({ changed: true })
    await until('all of it to arrive', () => ada.doc.getXmlFragment(TEXT_FIELD).length === 4_000)
    expect(await script.text('book')).toBe(book)
    ada.leave()
  })

  test('seeded: while people type, lines are appended and a section is replaced; no letter is lost, and no caret moves', async () => {
    const random = seeded(seedOfThisRun('typists'))
    const names = ['ada', 'ben', 'cy']
    await script.create('busy')
    await script.write(
      'busy',
      'append',
      `# Minutes\n\n${names.map((name) => `${name}:`).join('\n\n')}\n\n## Status\n\nnone\n\n## Log\n\n- begun\n`,
    )
    const people = await Promise.all(names.map((name, at) => Typist.join(relay, 'busy', name, at + 1)))
    for (const person of people) person.begin()
    const typing = setInterval(() => {
      const person = people[Math.floor(random() * people.length)]!
      person.type('abcdefghij'[Math.floor(random() * 10)]!)
    }, 3)
    const rounds = 30
    for (let round = 1; round <= rounds; round++) {
      const [status, line] = await Promise.all([
        script.write('busy', 'replace-section', `state ${round}\n\nsince ${round}`, { section: ['Status'] }),
        script.write('busy', 'append', `- line ${round}`),
      ])
      expect([status.changed, line.changed]).toEqual([true, true])
      // Somebody who has fetched all of it, and brings it back with a change.
      if (round % 10 === 0) {
        const read = await script.read('busy')
        const changed = read.text
          .replace('# Minutes', `# Minutes ${round}`)
          .replace(/# Minutes \d+ \d+/, `# Minutes ${round}`)
        const answer = await script.put('busy', 'replace', changed, { ifMatch: String(read.headers['etag']) })
        expect([200, 412]).toContain(answer.status)
      }
    }
    clearInterval(typing)
    expect(Math.min(...people.map(({ typed }) => typed.length))).toBeGreaterThan(5)
    const lines = Array.from({ length: rounds }, (_, at) => `line ${at + 1}`)
    for (const person of people) {
      await person.sees('the last line', (words) => words.includes(`line ${rounds}`))
      await person.sees('what everybody typed', (words) =>
        people.every(({ name, typed }) => words.split('\n').includes(`${name}:${typed}`)),
      )
      expect(person.words.match(/^(line|state|since) .*/gm)).toEqual([`state ${rounds}`, `since ${rounds}`, ...lines])
      expect(person.words).toBe(people[0]!.words)
    }
    const text = await script.text('busy')
    for (const { name, typed } of people) expect(text).toContain(`\n${name}:${typed}\n`)
    for (const person of people) person.leave()
  }, 60_000)

  test('seeded: whatever a heading says, its section is found by it in an address', async () => {
    const sampled = fc.sample(fc.string({ unit: 'grapheme', minLength: 1 }), {
      numRuns: 20,
      seed: seedOfThisRun('headings'),
    })
    const odd = ['a&b=c', '100 %', '1+1', '#', 'a/b?c', 'section=x', '"quoted"', '漢字 🙂', '..', '\u202ertl']
    const names = [...new Map([...sampled, ...odd].map((name) => [wordsOf(name), name.toWellFormed()])).values()]
    const headings = names.filter((name) => wordsOf(name) !== '')
    const ada = await FrameClient.join(relay, 'headings')
    const blocks = headings.flatMap((name) => [
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: name }] },
      { type: 'paragraph', content: [{ type: 'text', text: 'before' }] },
    ])
    writeDocument(ada.doc.getXmlFragment(TEXT_FIELD), { type: 'doc', content: blocks })
    await ada.allSaved()
    for (const [at, name] of headings.entries())
      await script.write('headings', 'replace-section', `after ${at}`, { section: [name] })
    await until(
      'all sections to be there',
      () => !JSON.stringify(ada.doc.getXmlFragment(TEXT_FIELD)).includes('before'),
    )
    const shown = documentFromFragment(ada.doc.getXmlFragment(TEXT_FIELD)).content!
    expect(shown.map((block) => block.content?.[0]?.text)).toEqual(
      headings.flatMap((name, at) => [name, `after ${at}`]),
    )
    ada.leave()
  })

  test('If-Match: nothing is written when the text has changed since, and it is written when it has not', async () => {
    await script.create('guarded')
    await script.write('guarded', 'append', 'One.')
    const read = await script.read('guarded', 'txt')
    const ada = await FrameClient.join(relay, 'guarded')
    ada.doc.getXmlFragment(TEXT_FIELD).insert(1, [paragraph('Two.')])
    await ada.allSaved()
    const refused = await script.put('guarded', 'replace', 'Three.', { ifMatch: String(read.headers['etag']) })
    expect(codeOf(refused)).toEqual([412, 'changed-meanwhile'])
    expect(await script.text('guarded')).toBe('One.\n\nTwo.\n')
    const now = String((await script.read('guarded', 'html')).headers['etag'])
    const taken = await script.put('guarded', 'replace', 'Three.', { ifMatch: now })
    expect(taken.status).toBe(200)
    const again = await script.put('guarded', 'append', 'Four.', { ifMatch: String(taken.headers['etag']) })
    expect(again.status).toBe(200)
    expect(codeOf(await script.put('guarded', 'append', 'Five.', { ifMatch: '"3"' }))).toEqual([400, 'bad-request'])
    ada.leave()
  })

  test('R1, P4: an Idempotency-Key is carried out once: at the same time, killed right after the answer, and also where it changed nothing', async () => {
    await script.create('once')
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => script.write('once', 'append', 'Once.', { key: 'job-1' })))
    expect(all.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect(await script.write('once', 'replace', 'Once.', { key: 'job-2' })).toMatchObject({
      repeated: false,
      changed: false,
    })
    await script.write('once', 'append', 'Twice.')
    await relay.kill()
    // The log is gone, and with it who wrote what; what a client's clock came to is not.
    expect((await command(relay.data, 'compact', '--document', 'once')).code).toBe(0)
    await relay.start()
    for (const [mode, key] of [
      ['append', 'job-1'],
      ['replace', 'job-2'],
    ] as const)
      expect(await script.write('once', mode, 'Once.', { key })).toMatchObject({ repeated: true, changed: false })
    expect(await script.text('once')).toBe('Once.\n\nTwice.\n')
    expect(await script.write('once', 'append', 'Once.', { key: 'job-3' })).toMatchObject({ repeated: false })
    // Nobody sees the trace that a key has left.
    const newcomer = await StockClient.join(relay, 'once')
    expect(newcomer.doc.getXmlFragment(TEXT_FIELD).length).toBe(3)
    newcomer.leave()
  })

  test('killed before the answer came, it is there once after the same request was made again', async () => {
    await script.create('cut')
    const random = seeded(seedOfThisRun('cut answers'))
    for (let round = 1; round <= 2; round++) {
      const asking = script.put('cut', 'append', `- round ${round}`, { key: `round-${round}` }).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, random() * 250))
      await relay.kill()
      await asking
      await relay.start()
      await script.write('cut', 'append', `- round ${round}`, { key: `round-${round}` })
    }
    expect(await script.text('cut')).toBe('- round 1\n- round 2\n')
  }, 30_000)
})

describe('bad input', () => {
  const TARGET = '/api/v1/documents/bad/content'
  const markdown = { 'content-type': 'text/markdown' }
  beforeAll(async () => {
    await script.create('bad')
    await script.write('bad', 'append', '# One\n\nText.\n\n# Two\n\n# Two')
  })

  test.each([
    ['another media type', '', { body: '{}' }, 415, 'wrong-media-type'],
    ['no media type', '', { body: 'x', headers: { 'content-type': '' } }, 415, 'wrong-media-type'],
    [
      'another charset',
      '',
      { body: 'x', headers: { 'content-type': 'text/markdown; charset=latin1' } },
      415,
      'wrong-media-type',
    ],
    [
      'a compressed body',
      '',
      { body: 'x', headers: { ...markdown, 'content-encoding': 'gzip' } },
      415,
      'wrong-media-type',
    ],
    ['a mode of its own', '?mode=prepend', { body: 'x', headers: markdown }, 400, 'bad-request'],
    ['a parameter of its own', '?mdoe=append', { body: 'x', headers: markdown }, 400, 'bad-request'],
    ['a section without its mode', '?section=One', { body: 'x', headers: markdown }, 400, 'bad-request'],
    ['a mode without its section', '?mode=replace-section', { body: 'x', headers: markdown }, 400, 'bad-request'],
    ['nothing in the place of all', '?mode=replace', { body: ' \n', headers: markdown }, 400, 'bad-request'],
    [
      'no such section',
      '?mode=replace-section&section=Three',
      { body: 'x', headers: markdown },
      404,
      'section-not-found',
    ],
    [
      'two such sections',
      '?mode=replace-section&section=Two',
      { body: 'x', headers: markdown },
      409,
      'section-ambiguous',
    ],
    [
      'a section that would end',
      '?mode=replace-section&section=One',
      { body: '# X', headers: markdown },
      422,
      'section-left',
    ],
    ['a key with spaces', '', { body: 'x', headers: { ...markdown, 'idempotency-key': 'a b' } }, 400, 'bad-request'],
    [
      'a body that is too large',
      '',
      // It is said before it comes: who sends all of it may find the connection closed before the answer.
      { body: 'x', headers: { ...markdown, 'content-length': String(4 * 1024 * 1024 + 1) } },
      413,
      'too-large',
    ],
    ['a NUL', '', { body: 'a\0b', headers: markdown }, 400, 'bad-request'],
  ] as const)('%s', async (_, query, ask, status, code) => {
    expect(codeOf(await script.rest.ask('POST', `${TARGET}${query}`, ask))).toEqual([status, code])
    expect(await script.text('bad')).toBe('# One\n\nText.\n\n# Two\n\n# Two\n')
  })

  test('another media type is told which one this takes', async () => {
    const headers = { 'content-type': 'text/x-markdown' }
    const answer = await fetch(`${relay.url}${TARGET}`, { method: 'POST', body: 'x', headers })
    expect(await answer.json()).toMatchObject({ code: 'wrong-media-type', detail: 'this takes text/markdown' })
  })

  test('bytes that are no UTF-8', async () => {
    const body = new Uint8Array([0x61, 0xff, 0xfe])
    const answer = await fetch(`${relay.url}${TARGET}`, { method: 'POST', body, headers: markdown })
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'bad-request' })])
  })

  test('a document whose rows cannot be read answers a problem, and the others go on', async () => {
    await script.create('spoiled')
    await script.write('spoiled', 'append', 'Hello.')
    await relay.stop()
    damage(
      relay.data,
      `UPDATE log SET bytes = zeroblob(40) WHERE number = (SELECT number FROM heads WHERE document = 'spoiled' AND part = 'text')`,
    )
    // Compacted, it has nothing else.
    damage(relay.data, `UPDATE snapshots SET bytes = zeroblob(9)`)
    await relay.start()
    const answer = await until('an answer about the spoiled document', async () => {
      const read = await script.read('spoiled')
      return read.status === 503 ? undefined : read
    })
    // The row was set aside, as for every reader of the document.
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(codeOf(await script.read('once'))).toEqual([500, 'document-damaged'])
    expect(codeOf(await script.put('once', 'append', 'x'))).toEqual([500, 'document-damaged'])
    expect(await script.text('bad')).toContain('Text.')
  })
})

const LAST_ROW = `SELECT seq, author FROM log WHERE number = (SELECT number FROM heads WHERE document = ? AND part = 'text') ORDER BY seq DESC LIMIT 1`

/** As headings are compared. */
const wordsOf = (name: string): string => name.toWellFormed().normalize('NFC').replace(/\s+/g, ' ').trim()

function paragraph(words: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText(words)])
  return element
}
