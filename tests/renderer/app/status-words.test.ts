// The words that tell a person where their text is (DESIGN §10): exact, and there for every state and every trouble.
import { beforeAll, expect, test } from 'vitest'
import { CLOSE } from '../../../contracts/close-codes.ts'
import { REFUSALS } from '../../../contracts/wire.ts'
import { notHereWords } from '../../../renderer/app/document/not-here-words.ts'
import { statusWords } from '../../../renderer/app/document/status-words.ts'
import { troubleWords } from '../../../renderer/app/document/trouble-words.ts'
import type { Status, Trouble } from '../../../renderer/collab/status.ts'
import { atMost } from '../../../renderer/ui/at-most.ts'
import { ALL_WORDS, speak } from '../../support/words.ts'

beforeAll(() => speak('en'))

const NOW = 1_000_000
const said = (status: Status): string => {
  const { text, countdown } = statusWords(status, NOW)
  return countdown === null ? text : `${text} ${countdown}`
}

test.each<[Status, string]>([
  [{ kind: 'saved', relay: 'studio' }, 'Saved on this computer and on studio'],
  [{ kind: 'saving' }, 'Saving…'],
  [{ kind: 'waiting', relay: 'studio', changes: 3 }, 'Saved on this computer — 3 changes waiting for studio'],
  [{ kind: 'waiting', relay: 'studio', changes: 1 }, 'Saved on this computer — 1 change waiting for studio'],
  [{ kind: 'offline', changes: 2 }, 'Offline — everything you type is kept on this computer'],
  [{ kind: 'reconnecting', first: false, nextTryAt: NOW + 3_200, changes: 0 }, 'Reconnecting… (next try 4 s)'],
  [{ kind: 'reconnecting', first: false, nextTryAt: NOW - 50, changes: 0 }, 'Reconnecting… (next try 1 s)'],
  [{ kind: 'reconnecting', first: false, nextTryAt: null, changes: 0 }, 'Reconnecting…'],
  [{ kind: 'reconnecting', first: true, nextTryAt: null, changes: 0 }, 'Connecting…'],
  [
    { kind: 'action-needed', problem: { kind: 'local-copy-full' }, changes: 1 },
    'Action needed: this computer has no room left',
  ],
  [
    { kind: 'action-needed', problem: { kind: 'image-refused', image: { code: 'too-large' } }, changes: 0 },
    'Action needed: an image is too large for the relay',
  ],
])('%j', (status, words) => {
  expect(said(status)).toBe(words)
})

test('where there is no text to type in, nothing is said of what is typed', () => {
  expect(statusWords({ kind: 'offline', changes: 0 }, NOW, true).text).toBe('Offline')
})

test.each([
  ['en', 'cannot be reached', 'was reached', 'no copy', 'Choose Try again', 'tell whoever runs the relay'],
  ['de', 'nicht zu erreichen', 'wurde erreicht', 'keine Kopie', 'Wählen Sie „Noch einmal versuchen“', 'melden Sie es'],
  ['zh', '无法连接', '的中继已连接上', '没有它的副本', '请选择“重试”', '请告知中继的管理者'],
] as const)(
  '%s, R7: nothing of it here, and a relay that fails: it was reached, could not open it, and what to do',
  async (language, away, reached, noCopy, again, tell) => {
    await speak(language)
    const said = (status: Status): string => notHereWords(status, 'studio.example').words
    const closed = (code: number): Status => ({
      kind: 'action-needed',
      problem: { kind: 'closed', code, reason: 'for developers' },
      changes: 0,
    })
    expect(said({ kind: 'offline', changes: 0 })).toContain(away)
    for (const words of [reached, noCopy, again, tell, 'studio.example']) expect(said(closed(4500))).toContain(words)
    const crowded = troubleWords({ kind: 'closed', code: 4530, reason: '' }).short
    for (const words of [reached, noCopy, again, crowded]) expect(said(closed(4530))).toContain(words)
    for (const code of [4500, 4530]) expect(said(closed(code))).not.toContain(away)
    expect(again).toContain(ALL_WORDS[language].document.notHere.retry)
    expect(notHereWords(closed(4500), '').title).not.toBe(notHereWords({ kind: 'offline', changes: 0 }, '').title)
    await speak('en')
  },
)

const TROUBLES: readonly Trouble[] = [
  { kind: 'local-copy-full' },
  { kind: 'local-copy-failed', message: 'UnknownError' },
  { kind: 'not-a-relay' },
  { kind: 'image-refused', image: { code: 'too-large', limitBytes: 20 * 1024 * 1024 } },
  { kind: 'image-refused', image: { code: 'too-large' } },
  { kind: 'image-refused', image: { code: 'not-an-image' } },
  ...REFUSALS.map((reason) => ({ kind: 'refused', reason }) as const),
  ...Object.keys(CLOSE).map((code) => ({ kind: 'closed', code: Number(code), reason: 'for developers' }) as const),
  { kind: 'closed', code: 4477, reason: 'from a later version' },
]

/** What happened to the text is said first, in one of these ways. */
const TEXT_FIRST =
  /^(Your|What you (typed|wrote)|The copy below|Nothing of yours is lost)[^.]*\b(kept|saved|stored|not changed|no text)\b/
/** And what to do is said in the imperative, somewhere after that. */
const NEXT_STEP = /\b(Ask|Undo|Reload|Copy|Free|Sign in|Choose|choose|Go on|Check|paste|Keep)\b/

test.each(TROUBLES)('%j: first the text, then the fault, then the next step', (trouble) => {
  const { short, sentence } = troubleWords(trouble)
  const [first, ...rest] = sentence.split(/(?<=\.) /)
  expect(first).toMatch(TEXT_FIRST)
  expect(rest.length).toBeGreaterThanOrEqual(1)
  expect(sentence).toMatch(NEXT_STEP)
  expect(short.length).toBeLessThan(48)
})

/** How each language says the steps that have a button. */
const STEPS = {
  en: { retry: /Retry now/, reload: /reload this page/i, copy: /Keep it as a new document/ },
  de: { retry: /„Jetzt versuchen“/, reload: /laden Sie (dann )?diese Seite neu/i, copy: /als neues Dokument/ },
  zh: { retry: /“立即重试”/, reload: /重新加载此页面/, copy: /保留为新文档/ },
} as const

test.each(['en', 'de', 'zh'] as const)('%s: the button is the step that the sentence names', async (language) => {
  await speak(language)
  for (const trouble of TROUBLES) {
    const { sentence, next } = troubleWords(trouble)
    expect({ sentence, next: next === 'retry' }).toEqual({ sentence, next: STEPS[language].retry.test(sentence) })
    expect({ sentence, next: next === 'reload' }).toEqual({ sentence, next: STEPS[language].reload.test(sentence) })
    expect({ sentence, next: next === 'copy' }).toEqual({ sentence, next: STEPS[language].copy.test(sentence) })
  }
  const { connection } = ALL_WORDS[language].document
  expect(`„${connection.retry}“ “${connection.retry}” ${connection.retry}`).toMatch(STEPS[language].retry)
  await speak('en')
})

test.each([
  ['en', /(accepts|allows) \(0\.5 MB at most\)\. /, /(accepts|allows)\. /],
  ['de', /(annimmt|erlaubt) \(höchstens 0,5 MB\)\. /, /(annimmt|erlaubt)\. /],
  ['zh', /大小（最多 0\.5 MB）。/, /大小。/],
] as const)('%s: too large names the limit, where the relay has told it', async (language, named, unnamed) => {
  await speak(language)
  const tooLarge = (limitBytes?: number): readonly Trouble[] => [
    { kind: 'refused', reason: 'too-large', limitBytes },
    { kind: 'refused', reason: 'quota', limitBytes },
    { kind: 'image-refused', image: { code: 'too-large', limitBytes } },
  ]
  for (const trouble of tooLarge(512 * 1024)) expect(troubleWords(trouble).sentence).toMatch(named)
  for (const trouble of tooLarge()) expect(troubleWords(trouble).sentence).toMatch(unnamed)
  await speak('en')
})

test.each([
  ['en', [' (512 bytes at most)', ' (2.9 KB at most)', ' (100 KB at most)', ' (0.1 MB at most)', ' (20 MB at most)']],
  [
    'de',
    [
      ' (höchstens 512 Byte)',
      ' (höchstens 2,9 KB)',
      ' (höchstens 100 KB)',
      ' (höchstens 0,1 MB)',
      ' (höchstens 20 MB)',
    ],
  ],
  ['zh', ['（最多 512字节）', '（最多 2.9 KB）', '（最多 100 KB）', '（最多 0.1 MB）', '（最多 20 MB）']],
] as const)('%s: a limit is said in the unit that fits', async (language, said) => {
  await speak(language)
  const limits = [512, 3_000, 100 * 1024, 105_000, 20 * 1024 * 1024]
  expect(limits.map((bytes) => atMost(bytes))).toEqual(said)
  await speak('en')
})

test('text that can never arrive cannot be typed', () => {
  const readOnly = TROUBLES.filter((trouble) => troubleWords(trouble).readOnly)
  expect(
    readOnly.map((trouble) => ('code' in trouble ? trouble.code : 'reason' in trouble ? trouble.reason : trouble.kind)),
  ).toEqual(['read-only', 'epoch', 4401, 4403, 4404, 4409, 4410])
})
