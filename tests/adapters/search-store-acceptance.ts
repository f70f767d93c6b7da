// What every store must do with what documents say, and with the search through it (§9): a third of the suite for the port.
import { setTimeout as pass } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Epoch } from '../../contracts/ids.ts'
import { gramsOf } from '../../document/grams.ts'
import { composed, folded } from '../../document/folded.ts'
import type { FoundDocument, Head, NewProjection, SearchPlace } from '../../server/store/store.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { documentId, entry, group, type StoreUnderTest, textOf } from './store-acceptance.ts'

export function testsOfSearchStore(lent: StoreUnderTest): void {
  const projection = (epoch: Epoch | '', seq: number, text: string): NewProjection => {
    const kept = composed(text)
    return {
      epoch,
      seq,
      text: kept,
      folded: folded(kept),
      grams: gramsOf(folded(kept)),
      words: kept.split(/\s+/).length,
      outline: [],
    }
  }
  /** With a text that has one row for each call so far. */
  const says = async (id: string, text: string, more: Partial<NewProjection> = {}): Promise<boolean> => {
    const address = textOf(id)
    const head = (await lent.store.open(address)) as Head
    await lent.store.append([group(address, head, entry(1))])
    return await lent.store.keepProjection(documentId(id), { ...projection(head.epoch, head.head + 1, text), ...more })
  }
  const named = async (id: string, title: string, text: string): Promise<void> => {
    await lent.store.putDocument(documentId(id), title)
    await says(id, text)
  }
  const find = async (typed: string | readonly string[], maxHits = 20): Promise<FoundDocument[]> => {
    const words = typeof typed === 'string' ? typed.split(' ').map((word) => folded(composed(word))) : typed
    const all: FoundDocument[] = []
    let after: SearchPlace | undefined
    do {
      const { found, next } = await lent.store.search({ words, after, maxHits })
      all.push(...found)
      after = next
    } while (after !== undefined)
    return all
  }
  const ids = async (...args: Parameters<typeof find>): Promise<string[]> =>
    (await find(...args)).map(({ document }) => document.id)

  test('S1: what a text says is found, and what it does not say any more is not', async () => {
    expect(await says('paper', 'The quick brown fox')).toBe(true)
    expect(await find('quick')).toMatchObject([{ foundIn: 'text', around: 'The quick brown fox', heading: null }])
    expect(await says('paper', 'The lazy dog')).toBe(true)
    expect([await ids('quick'), await ids('lazy'), await ids('azy d'.split('|'))]).toEqual([[], ['paper'], ['paper']])
    expect(await lent.store.readProjection(documentId('paper'))).toMatchObject({
      seq: 2,
      text: 'The lazy dog',
      words: 3,
    })
  })

  test('S1: of two projections the one of the later text is kept, whichever comes first', async () => {
    const id = documentId('raced')
    const head = (await lent.store.open(textOf('raced'))) as Head
    await lent.store.append([group(textOf('raced'), head, entry(1), entry(2))])
    const keep = (seq: number, text: string): Promise<boolean> =>
      lent.store.keepProjection(id, projection(head.epoch, seq, text))
    expect(await Promise.all([keep(2, 'later words'), keep(1, 'earlier words')])).toContain(true)
    expect([await keep(1, 'earlier words'), await keep(2, 'same age')]).toEqual([false, false])
    expect([await ids('later'), await ids('earlier')]).toEqual([['raced'], []])
  })

  test('E1: of another epoch, of a document that nobody knows, or deleted for ever, nothing is kept', async () => {
    expect(await says('epochal', 'of now')).toBe(true)
    expect(await says('epochal', 'of before', { epoch: 'another' as Epoch })).toBe(false)
    expect(await lent.store.keepProjection(documentId('nosuch'), projection('', 0, 'nothing'))).toBe(false)
    await lent.store.trashDocument(documentId('epochal'), undefined)
    await lent.store.deleteForEver(documentId('epochal'), undefined)
    expect(await lent.store.keepProjection(documentId('epochal'), projection('', 0, 'nothing'))).toBe(false)
    expect(await lent.store.readProjection(documentId('epochal'))).toBeUndefined()
  })

  test('S1: a title is found from its write on, before texts, and the later change before the earlier', async () => {
    await named('rank-1', 'Other', 'about walnuts')
    await named('rank-2', 'Walnuts', 'something')
    await named('rank-3', 'More', 'walnuts again')
    await named('rank-4', 'Old walnuts', 'something else')
    for (const [id, text] of [
      ['rank-2', 'something more'],
      ['rank-1', 'about walnuts, still'],
    ] as const) {
      // Ranks go by the millisecond.
      await pass(2)
      await says(id, text)
    }
    expect((await find('walnut')).map(({ document, foundIn }) => [document.id, foundIn])).toEqual([
      ['rank-2', 'title'],
      ['rank-4', 'title'],
      ['rank-1', 'text'],
      ['rank-3', 'text'],
    ])
    await lent.store.renameDocument(documentId('rank-2'), 'Hazelnuts', undefined)
    expect([await ids('hazelnuts'), (await ids('walnuts')).includes('rank-2')]).toEqual([['rank-2'], false])
  })

  test('S1: pages of any size come to the same, without gaps or doubles', async () => {
    for (let n = 0; n < 12; n++) await named(`page-${n}`, n % 3 === 0 ? 'Paged' : 'Other', `paged text ${n}`)
    const all = await ids('paged')
    expect(all.toSorted()).toEqual(Array.from({ length: 12 }, (_, n) => `page-${n}`).toSorted())
    for (const size of [1, 5, 12, 13]) expect(await ids('paged', size)).toEqual(all)
    expect(await ids('pa', 2)).toEqual(await ids('pa'))
  })

  test('S1: where there are many documents, all of them are looked through', async () => {
    await named('many-first', 'x yttrium', 'qä xylograph zщ')
    // Each later than that.
    await pass(2)
    // Few at a time: each waits for those before it to have told of theirs, and not for long.
    for (let n = 0; n < 210; n += 5)
      await Promise.all(Array.from({ length: 5 }, (_, at) => lent.store.putDocument(documentId(`many-${n + at}`), 'x')))
    for (const word of ['qa', 'xylograph', 'qä xyl', 'zщ', 'Щ', 'x zщ', 'qa щ', 'yttrium xylo'])
      expect(await ids(word.split(' ').map(folded)), word).toEqual(['many-first'])
    expect([await ids('zx'), await ids('x zx'), await ids('ph zx')]).toEqual([[], [], []])
  })

  test('S1: all words must be there, in title or text, in any order; and a phrase as it stands', async () => {
    await named('garden', 'Garden of roses', 'The garlic grows beside the beans')
    expect(await ids('beans garlic')).toEqual(['garden'])
    expect(await ids('roses beans')).toEqual(['garden'])
    expect(await ids('roses peas')).toEqual([])
    expect(await ids(['grows beside'])).toEqual(['garden'])
    expect(await ids(['beside grows'])).toEqual([])
  })

  test.each([
    ['accents and case', 'Ärger im CAFÉ, naïveté', ['arger', 'Café', 'naivete', 'ARG']],
    ['accents as letters of their own', 'Crème brûlée'.normalize('NFD'), ['creme', 'brûlée', 'br']],
    ['Chinese', '今天天气很好，我们去公园', ['天气', '今', '我们去公园', '公园']],
    ['Japanese', '東京タワーへ行きました', ['タワ', '東京', '行きました']],
    ['Korean', '한국어 문서를 찾습니다', ['문서', '찾습니다']],
    ['Russian', 'Съешь ещё этих булок', ['БУЛОК', 'еще', 'съ']],
    ['Greek', 'Ο ΟΔΟΣ της Αθήνας', ['οδος', 'οδός', 'αθηνασ']],
    ['Arabic', 'مرحبا بالعالم', ['بالعالم', 'مر']],
    ['letters above U+FFFF', 'signs 𝒳𝒴 and 😀 smile', ['😀', '𝒳𝒴', 'smile']],
  ])('S1: %s', async (name, text, words) => {
    const id = `script-${name.replaceAll(/\W/g, '')}`
    await says(id, text)
    for (const word of words) expect(await ids(word), word).toContain(id)
  })

  test('S1: a piece of the text stands around the first word, with the heading above it', async () => {
    const text = `${'😀 before '.repeat(40)}HERE it is${' behind'.repeat(60)}`
    const outline = [
      { level: 1, text: 'First', at: 0 },
      { level: 2, text: 'Second', at: 300 },
      { level: 2, text: 'Third', at: 390 },
    ]
    await says('around', text, { outline })
    const [found] = await find('here')
    expect(found).toMatchObject({ isCutBefore: true, isCutBehind: true, heading: 'Second' })
    expect(found!.around).toMatch(/before HERE it is behind/)
    expect(Array.from(found!.around)).toHaveLength(240)
    await lent.store.renameDocument(documentId('around'), 'Everywhere unheard of', undefined)
    expect(await find('unheard')).toMatchObject([{ foundIn: 'title', isCutBefore: false, heading: null }])
  })

  test('S1: what is trashed is not found, what is restored is again, what is deleted for ever leaves nothing', async () => {
    await named('bin', 'Zymurgy', 'of yeasts')
    const id = documentId('bin')
    await lent.store.trashDocument(id, undefined)
    expect([await ids('zymurgy'), await ids('yeasts')]).toEqual([[], []])
    await lent.store.restoreDocument(id, undefined)
    expect([await ids('zymurgy'), await ids('yeasts'), await ids('ye')]).toEqual([['bin'], ['bin'], ['bin']])
    await lent.store.trashDocument(id, undefined)
    await lent.store.deleteForEver(id, undefined)
    expect([await ids('yeasts'), await lent.store.readProjection(id)]).toEqual([[], undefined])
  })

  test('S1: a book is found by any of its words, across every edge, and follows its edits', async () => {
    const chapter = (name: string, length: number): string =>
      `${name}-begins ${'lorem ipsum '.repeat(length)}${name}-ends`
    const book = ['one', 'two', 'three'].map((name) => chapter(name, 3_500)).join(' ')
    await says('book', book)
    for (const word of ['one-begins', 'two-ends', 'three-ends', 'ends three-begins lorem']) {
      const whole = [folded(word.replace('ends three', 'two-ends three'))]
      expect(await ids(whole), word).toContain('book')
    }
    // Each place of the text, wherever it is cut.
    const numbered = Array.from({ length: 8_000 }, (_, n) => `n${n}e`).join(' ')
    await says('book', numbered)
    for (let at = 100; at < numbered.length - 200; at += 4_967)
      expect(await ids([numbered.slice(at, at + 190)]), String(at)).toEqual(['book'])
    expect(await ids([numbered.slice(29_900, 30_090)])).toEqual(['book'])
    expect(await ids('two-ends')).toEqual([])
    await says('book', `${numbered.slice(0, 20_000)} changed`)
    expect([await ids('n7000e'), await ids('changed'), await ids('n100e')]).toEqual([[], ['book'], ['book']])
  })

  test('S1: while a text takes the place of another nothing is found that cannot be shown', async () => {
    const book = (word: string): string => `${word} `.repeat(100_000)
    await says('rewritten', book('erstwhile'))
    let isKept = false
    const kept = says('rewritten', book('henceforth')).finally(() => (isKept = true))
    while (!isKept)
      for (const word of ['erstwhile', 'henceforth'])
        for (const { around } of await find(word)) expect(around).toContain(word)
    await kept
    expect([await ids('erstwhile'), await ids('henceforth')]).toEqual([[], ['rewritten']])
  })

  test('E2: a document that begins anew is not found by what it said', async () => {
    await named('anew', 'Kept title', 'forsaken words')
    await lent.store.resetDocument(documentId('anew'), [])
    expect([await ids('forsaken'), await ids('kept title')]).toEqual([[], ['anew']])
    expect(await due()).toContain('anew')
  })

  const due = async (editedBefore = Number.MAX_SAFE_INTEGER, size = 7): Promise<string[]> => {
    const all: string[] = []
    let after: Parameters<typeof lent.store.findUnprojected>[0]
    do {
      const { documents, next } = await lent.store.findUnprojected(after, size, editedBefore)
      all.push(...documents)
      after = next
    } while (after !== undefined)
    return all
  }

  test('S1: documents whose text is ahead of what is known of it are told, unless they were edited just now', async () => {
    await named('behind', '', 'x')
    await lent.store.putDocument(documentId('behind-unopened'), 'Nobody has opened it')
    const head = (await lent.store.open(textOf('behind'))) as Head
    await lent.store.append([group(textOf('behind'), head, { ...entry(2), at: 5_000 })])
    expect(await due()).toContain('behind')
    expect(await due()).not.toContain('behind-unopened')
    expect([(await due(4_999)).includes('behind'), (await due(5_000)).includes('behind')]).toEqual([false, true])
    await lent.store.keepProjection(documentId('behind'), projection(head.epoch, head.head + 1, 'y'))
    expect(await due()).not.toContain('behind')
  })

  test('whatever is typed is looked for as it stands: nothing is syntax, and nothing fails', async () => {
    const hostile = [
      '"',
      "'",
      '%',
      '_',
      '\\',
      '*',
      'NEAR(a b)',
      'folded:x',
      '-abc',
      '(',
      'a OR b',
      '^abc',
      '%%%',
      '\\\\%_',
      '\u{1F600}"',
      '{}',
      ';--',
      '$1',
      '?1',
      'abc"def',
    ]
    await says('hostile', hostile.join(' | '))
    for (const word of hostile) expect(await ids([folded(word)]), word).toContain('hostile')
    for (const word of ['%b', 'a_c', 'zz"zz', 'NEAR(b a)', 'a* b']) expect(await ids([folded(word)]), word).toEqual([])
    const random = seeded(seedOfThisRun('hostile searches'))
    const below = (count: number): number => Math.floor(random() * count)
    const signs = Array.from(`"'%_\\*()^:-+{}[];,.$?!~|&<>=#@/ aB9é今\u0301\u200d`)
    for (let n = 0; n < 60; n++) {
      const word = Array.from({ length: 1 + below(6) }, () => signs[below(signs.length)]).join('')
      const comparable = folded(composed(word))
      expect(Array.isArray(await ids([comparable])), comparable).toBe(true)
    }
  })
}
