// Text as it is compared: the same whatever the case and the accents, and letter for letter (a place in it is a place in the text).
import { expect, test } from 'vitest'
import { composed, folded } from '../../document/folded.ts'

test.each([
  ['ÄRGER Café', 'arger cafe'],
  ['ＦＵＬＬ ｗｉｄｔｈ', 'full width'],
  ['ΟΔΌΣ οδός', 'οδοσ οδοσ'],
  ['İstanbul ıI', 'istanbul ıi'],
  ['straße ﬃ ½', 'straße ﬃ ½'],
  ['がギ 한국 漢字', 'がギ 한국 漢字'],
  ['Ё й', 'е и'],
  ['𝒳 😀 𐐀', '𝒳 😀 𐐨'],
])('%s', (text, same) => {
  expect(folded(text)).toBe(same)
})

test('every character keeps its place', () => {
  for (let code = 0; code <= 0x10_ff_ff; code++) {
    if (code >= 0xd8_00 && code <= 0xdf_ff) continue
    const character = String.fromCodePoint(code)
    const same = folded(character)
    if (same.length !== character.length || Array.from(same).length !== 1)
      throw new Error(`U+${code.toString(16)}: ${same}`)
  }
})

test('accents as letters of their own become one with theirs', () => {
  expect(folded(composed('Cafe\u0301\0'))).toBe('cafe ')
})
