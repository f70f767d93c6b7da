// Ten colours, in both themes: white text on each holds 4.5:1 (WCAG 1.4.3), and each stands out from the page at 3:1
// (WCAG 1.4.11, a caret is not text). DESIGN §14.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PresenceUserSchema } from '../../../contracts/presence.ts'
import { PRESENCE_COLOURS } from '../../../renderer/app/person/presence-colours.ts'

const tokens = readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8')

/** Both values of a token: [light, dark]. */
function token(name: string): readonly [string, string] {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens)
  if (!found?.[1] || !found[2]) throw new Error(`tokens.css has no --${name} with two colours`)
  return [found[1], found[2]]
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [bright, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (bright + 0.05) / (dark + 0.05)
}

test('there are ten, all different', () => {
  expect(new Set(PRESENCE_COLOURS).size).toBe(10)
})

describe.each(PRESENCE_COLOURS)('%s', (colour) => {
  test('may travel in the awareness state', () => {
    expect(PresenceUserSchema.parse({ name: 'Ada', color: colour }).color).toBe(colour)
  })
  test('carries white text', () => {
    expect(contrast(colour, '#ffffff')).toBeGreaterThanOrEqual(4.5)
  })
  test.each(token('paper'))('stands out from the page %s', (paper) => {
    expect(contrast(colour, paper)).toBeGreaterThanOrEqual(3)
  })
})

describe.each([
  ['ink', 'paper', 4.5],
  ['ink', 'panel', 4.5],
  ['ink', 'hover', 4.5],
  ['ink-soft', 'paper', 4.5],
  ['ink-soft', 'panel', 4.5],
  ['ink-soft', 'raised', 4.5],
  ['ink-soft', 'pressed', 4.5],
  ['accent', 'paper', 4.5],
  ['accent', 'accent-wash', 4.5],
  ['accent-ink', 'accent', 4.5],
  ['accent-ink', 'accent-hover', 4.5],
  ['warning', 'paper', 4.5],
  ['warning', 'warning-wash', 4.5],
  ['ink', 'warning-wash', 4.5],
  ['line-strong', 'raised', 3],
] as const)('--%s on --%s', (front, back, least) => {
  test.each([0, 1] as const)('holds in theme %i (0 light, 1 dark)', (theme) => {
    expect(contrast(token(front)[theme], token(back)[theme])).toBeGreaterThanOrEqual(least)
  })
})
