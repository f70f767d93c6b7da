// The other relays, installed when they are first needed: they have a package.json and a lock of their own, and never
// come near the product's. Called by scripts/bench.ts.
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../scripts/bins.ts'

const FOLDER = fileURLToPath(new URL('../peers/relay', import.meta.url))

/** Says what it does in one sentence; throws with npm's words when it cannot. */
export async function installPeers(say: (line: string) => void): Promise<void> {
  if (writtenAt('node_modules/.package-lock.json') >= writtenAt('package-lock.json')) return
  say('Installing the relays to compare with into bench/peers/relay, once …')
  const { code, output } = await runProgram('npm', ['ci', '--ignore-scripts', '--prefix', FOLDER], { output: 'keep' })
  if (code !== 0) throw new Error(`the relays to compare with could not be installed:\n${output.trim()}`)
}

/** 0 when it is not there. */
const writtenAt = (file: string): number => statSync(`${FOLDER}/${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0
