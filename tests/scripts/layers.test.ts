// The layer rules find what they are there for: planted files, and the real rules.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { binOf } from '../../scripts/bins.ts'
import { ROOT } from '../../scripts/root.ts'

/** What each file imports. */
function violations(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'ligature-layers-'))
  for (const [path, imported] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), imported === '' ? 'export {}\n' : `import '${imported}'\n`)
  }
  writeFileSync(join(folder, 'tsconfig.json'), '{}')
  const config = join(ROOT, '.dependency-cruiser.cjs')
  const { stdout } = spawnSync(
    process.execPath,
    [binOf('dependency-cruiser', 'depcruise'), '--config', config, '--output-type', 'json', 'renderer'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  rmSync(folder, { recursive: true })
  const { summary } = JSON.parse(stdout) as {
    readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { name: string } }[] }
  }
  return summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`).toSorted()
}

test('§10: a screen asks services, and never the relay itself', () => {
  expect(
    violations({
      'renderer/api/relay-client.ts': '',
      'renderer/api/relay-request.ts': '',
      'renderer/api/documents-service.ts': './relay-client.ts',
      'renderer/app/good.ts': '../api/documents-service.ts',
      'renderer/app/bad.ts': '../api/relay-client.ts',
      'renderer/collab/bad.ts': '../api/relay-request.ts',
      'renderer/ui/bad.ts': '../api/documents-service.ts',
    }),
  ).toEqual([
    'renderer/app/bad.ts: screens-ask-services',
    'renderer/collab/bad.ts: screens-ask-services',
    'renderer/ui/bad.ts: not-in-allowed',
  ])
})
