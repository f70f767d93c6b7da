// A Node that is too old gets a sentence, not a stack of a parser that cannot read TypeScript.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const RUN = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url))
const OLD_NODE = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.20.2"})'

test('Node 20 is told apart before any TypeScript is read', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', OLD_NODE, RUN, 'start'], {
    encoding: 'utf8',
  })
  expect(status).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^Ligature needs Node 24 or newer and this is 20\.20\.2: .*\n$/)
})
