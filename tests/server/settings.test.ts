// The table of settings in the README is the one that the relay checks.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { helpText, SETTINGS } from '../../server/config.ts'

test('the README names exactly the settings that the relay takes, with their defaults', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const rows = [...readme.matchAll(/^\| `(LIGATURE_\w+)` \| (.*?) \|/gm)].map(([, name, standard]) => ({
    name,
    standard,
  }))
  expect(rows.map(({ name }) => name)).toEqual(SETTINGS.map(({ name }) => name))
  for (const { name, standard } of SETTINGS)
    if (standard !== '') expect(rows.find((row) => row.name === name)?.standard).toBe(`\`${standard}\``)
  for (const { name } of SETTINGS) expect(helpText()).toContain(name)
})
