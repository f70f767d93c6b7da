// node bench/search/run.ts [--documents 10000] [--words 800] [--rounds 20] [--store sqlite,postgres]: full text searches over HTTP, of
// documents as long as a letter: milliseconds to the first line and to the last, on both stores. And what it costs a store to keep what
// a document says, by its size: on SQLite commits wait for that.
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Address, parseDocumentId } from '../../contracts/ids.ts'
import { SEARCH_ROUTE } from '../../contracts/search.ts'
import { gramsOf } from '../../document/grams.ts'
import { folded } from '../../document/folded.ts'
import { createLog } from '../../server/log.ts'
import { PostgresStore } from '../../server/store/postgres/store.ts'
import { SqliteStore } from '../../server/store/sqlite/store.ts'
import type { Head, Store } from '../../server/store/store.ts'
import { TestPostgres } from '../../tests/support/postgres.ts'
import { seeded } from '../../tests/support/random.ts'
import { TestRelay } from '../../tests/support/relay.ts'
import { print, quantile } from '../figures.ts'

const VOCABULARY = 20_000
const AT_ONCE = 6
const SIZES = [5_000, 50_000, 500_000, 2_000_000]
/** What somebody may type, and in how many documents it stands. */
const SEARCHES: Readonly<Record<string, string>> = {
  'a word of all': 'thema',
  'a word of one': 'xylograph',
  'a word of none': 'quetzalcoatl',
  'a part of many': 'ing',
  'two words': 'thema xylograph',
  'a phrase of one': '"a xylograph of the"',
  'three letters of none': 'qzx',
  'two letters of one': 'qj',
  'two letters of none': 'zq',
  'one letter and two of none': 'e zq',
  'a word of all, two letters of none': 'thema zq',
  'Chinese, two of 5 %': '天气',
  'Chinese, four of one': '公园门口',
  'a title': 'letter 77',
}

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '10000' },
    words: { type: 'string', default: '800' },
    rounds: { type: 'string', default: '20' },
    store: { type: 'string', default: 'sqlite,postgres' },
  },
})
const count = Number(values.documents)
const random = seeded(6)
const pick = (most: number): number => Math.floor(random() * most)
const syllables = [
  'ba',
  'ter',
  'lo',
  'ing',
  'sta',
  'mu',
  're',
  'ne',
  'cho',
  'wi',
  'da',
  'ke',
  'pro',
  'li',
  'san',
  'ver',
]
const vocabulary = Array.from({ length: VOCABULARY }, () =>
  Array.from({ length: 1 + pick(4) }, () => syllables[pick(syllables.length)]).join(''),
)
/** Some words are common and most are rare, as in any language. */
const word = (): string => vocabulary[Math.floor(VOCABULARY ** random()) - 1]!

for (const name of values.store.split(',')) {
  print(`\n${name}: ${count.toLocaleString('en')} documents of ${values.words} words`)
  if (name === 'sqlite') await onSqlite()
  else await onPostgres()
}

async function onSqlite(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'ligature-search-'))
  const worker = new URL('../../server/store/sqlite/worker.ts', import.meta.url)
  try {
    await fill(await SqliteStore.open({ path: join(data, 'ligature.db'), worker, log: createLog('warn') }))
    await measure({ data })
  } finally {
    rmSync(data, { recursive: true })
  }
}

async function onPostgres(): Promise<void> {
  const postgres = await TestPostgres.start()
  try {
    const url = await postgres.database('search')
    const store = await PostgresStore.open({ url, log: createLog('warn') })
    // Metadata is written one by one, each with its event, which takes longer than all the rest.
    const titles = Array.from({ length: count }, (_, nth) => titleOf(nth))
    await postgres.ask(
      'search',
      `INSERT INTO documents (id, title, meta_version, created_at, updated_at, unfilled)
       SELECT 'letter-' || n - 1, title, 1, 1.7e12::bigint + n, 1.7e12::bigint + n, 0
       FROM unnest($1::text[]) WITH ORDINALITY AS given(title, n)`,
      [titles],
    )
    await fill(store)
    await postgres.ask('search', 'VACUUM ANALYZE')
    await measure({ env: { DATABASE_URL: url } })
  } finally {
    await postgres.stop()
  }
}

async function fill(store: Store): Promise<void> {
  for (let at = 0; at < count; at += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, nth) => keep(store, at + nth)))
  for (const size of SIZES) {
    const took: number[] = []
    for (let round = 0; round < 5; round++) {
      const head = await edited(store, `size-${size}`)
      const text = textOf(size / 6).slice(0, size)
      const from = performance.now()
      await store.keepProjection(parseDocumentId(`size-${size}`)!, {
        ...head,
        text,
        folded: folded(text),
        grams: gramsOf(folded(text)),
        words: 1,
        outline: [],
      })
      took.push(performance.now() - from)
    }
    print(
      `to keep ${(size / 1_000).toString().padStart(5)} KB of text: ${quantile(took, 0.5).toFixed(1).padStart(7)} ms`,
    )
  }
  await store.close()
}

async function keep(store: Store, nth: number): Promise<void> {
  const id = parseDocumentId(`letter-${nth}`)!
  await store.putDocument(id, titleOf(nth))
  const text = `${textOf(Number(values.words))} thema ${nth % 20 === 0 ? '今天天气很好，我们去公园' : ''} ${
    nth === Math.floor(count / 2) ? 'a xylograph of the qj 公园门口' : ''
  }`
  const head = await edited(store, id)
  await store.keepProjection(id, {
    ...head,
    text,
    folded: folded(text),
    grams: gramsOf(folded(text)),
    words: 1,
    outline: [],
  })
}

async function edited(store: Store, id: string): Promise<{ epoch: Head['epoch']; seq: number }> {
  const address: Address = { document: parseDocumentId(id)!, part: 'text' }
  const { epoch } = (await store.open(address)) as Head
  const [outcome] = await store.append([
    { address, epoch, entries: [{ update: new Uint8Array([0, 0]), author: 'bench', at: Date.now() }] },
  ])
  if (outcome?.kind !== 'appended') throw new Error(`the edit came to ${outcome?.kind}`)
  return { epoch, seq: outcome.head }
}

function titleOf(nth: number): string {
  return `Letter ${nth} of ${word()} ${word()}`
}

function textOf(words: number): string {
  return Array.from({ length: words }, word).join(' ')
}

async function measure(options: Parameters<typeof TestRelay.start>[0]): Promise<void> {
  const relay = await TestRelay.start(options)
  print(
    `${''.padEnd(24)}${['hits', 'first p50', 'first max', 'last p50'].map((name) => name.padStart(10)).join('')}  (ms)`,
  )
  try {
    for (const [what, q] of Object.entries(SEARCHES)) {
      const rounds: Awaited<ReturnType<typeof ask>>[] = []
      for (let round = 0; round < Number(values.rounds); round++) rounds.push(await ask(relay, q))
      const of = (part: 'first' | 'last', at: number): string =>
        quantile(
          rounds.map((one) => one[part]),
          at,
        ).toFixed(1)
      const figures = [String(rounds[0]!.hits), of('first', 0.5), of('first', 1), of('last', 0.5)]
      print(`${what.padEnd(24)}${figures.map((figure) => figure.padStart(10)).join('')}`)
    }
  } finally {
    await relay.dispose()
  }
}

async function ask(relay: TestRelay, q: string): Promise<{ first: number; last: number; hits: number }> {
  const url = new URL(SEARCH_ROUTE.path, relay.url)
  url.searchParams.set('q', q)
  const from = performance.now()
  return await new Promise((resolve, reject) => {
    let first: number | undefined
    let text = ''
    request(url, (answer) => {
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
        // Blank lines only keep the way open.
        if (text.includes('{')) first ??= performance.now() - from
      })
      answer.on('end', () => {
        const lines = text.split('\n').filter((line) => line !== '')
        // The last one says that it is the end.
        resolve({ first: first ?? NaN, last: performance.now() - from, hits: lines.length - 1 })
      })
      answer.on('error', reject)
    })
      .on('error', reject)
      .end()
  })
}
