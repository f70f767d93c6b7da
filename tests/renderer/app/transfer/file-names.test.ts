// Names of exported files: whatever a document is called, its file can be written on every system, and lies where it should.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeName } from '../../../../contracts/file-names.ts'
import { UniqueNames } from '../../../../renderer/app/transfer/file-names.ts'

test.each([
  ['Notes: week 12/13', 'Notes week 12 13'],
  ['../../etc/passwd', 'etc passwd'],
  ['..\\..\\windows\\system32', 'windows system32'],
  ['C:\\autoexec', 'C autoexec'],
  ['/absolute', 'absolute'],
  ['.hidden', 'hidden'],
  ['~root', 'root'],
  ['-rf', 'rf'],
  ['trailing dots...', 'trailing dots'],
  ['con', 'con_'],
  ['LPT1.txt', 'LPT1.txt_'],
  ['console', 'console'],
  ['a\u0000b\nc\u202Egpj.exe', 'a b c gpj.exe'],
  ['what? "yes" <no> | *', 'what yes no'],
  ['今日の予定', '今日の予定'],
  ['e\u0301te\u0301', '\u00e9t\u00e9'],
  ['', 'Untitled'],
  ['...', 'Untitled'],
  [' / ', 'Untitled'],
])('%j is %j', (title, name) => {
  expect(safeName(title, 'Untitled')).toBe(name)
})

test('a long name is cut between characters', () => {
  expect(safeName('👩‍👩‍👧'.repeat(50), 'x')).toBe('👩‍👩‍👧'.repeat(6))
  expect(new TextEncoder().encode(safeName('ß'.repeat(500), 'x')).byteLength).toBe(120)
})

test('no title leads out of the folder, and no two share a file on a system that is deaf to case', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'A', 'A ', '../a', 'ａ', 'con')), {
        maxLength: 30,
      }),
      (titles) => {
        const names = new UniqueNames()
        const files = titles.map((title) => names.take(safeName(title, 'Untitled'), '.md'))
        expect(new Set(files.map((file) => file.normalize('NFKC').toLowerCase())).size).toBe(titles.length)
        for (const file of files) {
          expect(file).toMatch(/^[^/\\:*?"<>|\p{Cc}]+\.md$/u)
          expect(file).not.toMatch(/^\.|\.\.|^(con|nul|aux|prn)\./i)
          expect(new TextEncoder().encode(file).byteLength).toBeLessThan(200)
        }
      },
    ),
  )
})
