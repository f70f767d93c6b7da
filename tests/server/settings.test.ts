// What the README and docs/operating.md have people type: the settings are those that the relay checks, and commands run on
// the Node that npm ci has installed.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { helpText, SETTINGS } from '../../server/config.ts'

test('the README names exactly the settings that the relay takes, with their defaults', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (.*?) \|/gm)].map(([, name, standard]) => ({
    name,
    standard,
  }))
  expect(rows.map(({ name }) => name)).toEqual(SETTINGS.map(({ name }) => name))
  for (const { name, standard } of SETTINGS)
    if (standard !== '') expect(rows.find((row) => row.name === name)?.standard).toBe(`\`${standard}\``)
  for (const { name } of SETTINGS) expect(helpText()).toContain(name)
})

test('commands are written down so that they run also where the own Node of the system is too old', () => {
  for (const page of ['README.md', 'docs/operating.md']) {
    const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
    const commands = [...text.matchAll(/(\S*)node out\/server\/main\.js/g)]
    expect(commands.length).toBeGreaterThan(0)
    for (const [command, before] of commands) expect(before, `${page}: ${command}`).toMatch(/node_modules\/\.bin\/$/)
  }
})
