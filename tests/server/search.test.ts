// The search as whoever writes and whoever looks meet in it: what was typed is found soon after, and what is gone is not (§9).
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { look } from '../support/data-folder.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { found, hits, search, searchUrl, Writer } from '../support/search-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
  // The first projection starts the thread that makes them.
  const warm = await Writer.join(relay, 'first')
  await warm.write('warming')
  await until('the first text to be found', async () => (await found(relay, 'warming')).length === 1)
  warm.leave()
})
afterAll(async () => {
  await relay.dispose()
})

/** It is 2 s on a machine that has time for it (jobs/projector.test.ts); the thread that does it gives way to all others. */
const isFound = async (words: string, id: string): Promise<void> => {
  const from = performance.now()
  await until(`${words} to be found`, async () => (await found(relay, words)).includes(id))
  console.info(`found ${Math.round(performance.now() - from)} ms after it was saved`)
}
const isNotFound = (words: string, id: string): Promise<unknown> =>
  until(`${words} to be found no more`, async () => !(await found(relay, words)).includes(id))

test('S1, S4: what was typed is found soon after, with the words marked; what was deleted is not', async () => {
  await rest.create('minutes', 'Minutes of March')
  const ada = await Writer.join(relay, 'minutes')
  await ada.write('Planting', 'heading')
  for (const word of ['The', 'garlic', 'went', 'in']) await ada.write(`${word} Knoblauch`)
  await isFound('garlic', 'minutes')
  const [hit] = await hits(relay, 'garlic knob')
  expect(hit).toMatchObject({
    document: { id: 'minutes', title: 'Minutes of March' },
    foundIn: 'text',
    titleRanges: [],
    heading: 'Planting',
  })
  const { text, ranges } = hit!.snippet
  expect(text).toContain('The Knoblauch  garlic Knoblauch')
  expect(ranges.map(({ from, to }) => text.slice(from, to).toLowerCase())).toEqual([
    'knob',
    'garlic',
    'knob',
    'knob',
    'knob',
  ])
  await ada.removeAll()
  await isNotFound('garlic', 'minutes')
  expect(await hits(relay, 'march minutes')).toMatchObject([
    {
      document: { id: 'minutes' },
      foundIn: 'title',
      titleRanges: [
        { from: 0, to: 7 },
        { from: 11, to: 16 },
      ],
      snippet: { text: '', ranges: [] },
    },
  ])
  ada.leave()
})

test('S4: after a kill it is found all the same, once the relay is there again', async () => {
  const ada = await Writer.join(relay, 'killed')
  await ada.write('parsnips')
  await relay.kill()
  expect(look(relay.data, `SELECT 1 FROM projections WHERE document = 'killed' AND text <> ''`)).toEqual([])
  await relay.start()
  await until('it to be found', async () => (await found(relay, 'parsnips')).length === 1, 20_000)
}, 60_000)

test('S1, S4: trash, restore, rename and delete for ever are seen by the next search', async () => {
  await rest.create('fate', 'Quince')
  const ada = await Writer.join(relay, 'fate')
  await ada.write('marmalade')
  ada.leave()
  await isFound('marmalade', 'fate')
  const both = async (): Promise<unknown> => [await found(relay, 'marmalade'), await found(relay, 'quince')]
  await rest.trash('fate')
  expect(await both()).toEqual([[], []])
  await rest.restore('fate')
  expect(await both()).toEqual([['fate'], ['fate']])
  await rest.rename('fate', 'Medlar')
  expect(await both()).toEqual([['fate'], []])
  expect(await found(relay, 'medlar marmalade')).toEqual(['fate'])
  await rest.trash('fate')
  await rest.deleteForEver('fate')
  expect([await both(), await found(relay, 'medlar')]).toEqual([[[], []], []])
  const left = `SELECT (SELECT count(*) FROM projections WHERE document = 'fate') AS texts,
    (SELECT count(*) FROM search_docsize WHERE id / 1024 NOT IN (SELECT number FROM projections)) AS indexed`
  expect(look(relay.data, left)).toEqual([{ texts: 0, indexed: 0 }])
})

test('R7, S4: a text that cannot be put together is told of, and the others are found', async () => {
  const ada = await Writer.join(relay, 'deep')
  const { doc } = ada.client
  const { XmlElement } = await import('yjs')
  // Deeper than any stack: the editor would not show it either.
  let inner = new XmlElement('blockquote')
  doc.getXmlFragment('default').push([inner])
  doc.transact(() => {
    for (let n = 0; n < 12_000; n++) {
      const next = new XmlElement('blockquote')
      inner.insert(0, [next])
      inner = next
    }
  })
  await ada.client.allSaved()
  await until('it to be told of', () =>
    relay.log.some(({ msg, document }) => msg.startsWith('what the document says') && document === 'deep'),
  )
  ada.leave()
  const ben = await Writer.join(relay, 'beside-deep')
  await ben.write('celeriac')
  await isFound('celeriac', 'beside-deep')
  ben.leave()
})

test('S1: quotes, hostile words and none at all', async () => {
  const ada = await Writer.join(relay, 'quoted')
  await ada.write('grows beside the beans 100% OR "not"')
  await isFound('beans', 'quoted')
  const yes = ['"beside the beans"', '“beside the” grows', '100%', '"100% or', 'or "NOT"', 'grows beside']
  for (const words of yes) expect(await found(relay, words), words).toEqual(['quoted'])
  for (const words of ['"beans the"', '10_%', 'grows*', 'NEAR(grows beans)', 'folded:grows'])
    expect(await found(relay, words), words).toEqual([])
  for (const nothing of ['', '   ', '""', '"\u0000"'])
    expect(await search(relay, nothing), JSON.stringify(nothing)).toEqual([{ kind: 'end', hits: 0 }])
  ada.leave()
})

test('S1: what cannot be asked is refused', async () => {
  const codeOf = async (query: string): Promise<unknown> =>
    (await rest.ask('GET', `/api/v1/search${query}`)).body?.['code']
  for (const query of ['', '?q=a&limit=0', '?q=a&limit=201', `?q=${'a'.repeat(201)}`, '?q=a&q=b'])
    expect(await codeOf(query), query).toBe('bad-request')
})

test('S2, S3: lines come as they are found, a slow reader is waited for, and one who hangs up ends the search', async () => {
  const made = 200
  await Promise.all(Array.from({ length: made }, (_, n) => rest.create(`many-${n}`, `Legume ${n} ${'x'.repeat(150)}`)))
  const limited = await search(relay, 'legume', 7)
  expect(limited).toHaveLength(8)
  expect(limited.at(-1)).toEqual({ kind: 'end', hits: 7 })
  const whole = await search(relay, 'legume', made)
  expect(new Set(whole.flatMap((line) => (line.kind === 'hit' ? [line.document.id] : []))).size).toBe(made)
  // One who reads the first line, and hangs up.
  const first = await new Promise<string>((resolve, reject) => {
    const asking = request(searchUrl(relay, 'legume', made), (answer) => {
      answer.once('data', (chunk: Buffer) => {
        resolve(chunk.toString().split('\n')[0]!)
        asking.destroy()
      })
    })
    asking.on('error', reject)
    asking.end()
  })
  expect(JSON.parse(first)).toMatchObject({ kind: 'hit', foundIn: 'title' })
  expect(await found(relay, 'legume 17')).toContain('many-17')
  expect(relay.log.filter(({ level }) => level === 'error')).toEqual([])
})
