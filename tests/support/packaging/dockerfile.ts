// A Dockerfile and its .dockerignore, read as far as the tests need them: stages, their instructions, and which files of this
// folder a build sees. Only the plain forms that ours uses are understood.
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface Instruction {
  readonly name: string
  readonly rest: string
}

export interface Stage {
  readonly from: string
  readonly instructions: readonly Instruction[]
}

export function readDockerfile(path: string): readonly Stage[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const stages: { from: string; instructions: Instruction[] }[] = []
  for (const line of lines) {
    const [, name, rest] = /^([A-Z]+) (.*)$/.exec(line)!
    if (name === 'FROM') stages.push({ from: rest!, instructions: [] })
    else stages.at(-1)!.instructions.push({ name: name!, rest: rest! })
  }
  return stages
}

export const all = ({ instructions }: Stage, name: string): readonly string[] =>
  instructions.filter((one) => one.name === name).map(({ rest }) => rest)

/** What it says last: an exec form, `["node", …]`, after whatever options. */
export const commandIn = (rest: string): readonly string[] => JSON.parse(rest.slice(rest.indexOf('['))) as string[]

export const environmentIn = (stage: Stage): Record<string, string> =>
  Object.fromEntries(
    all(stage, 'ENV').flatMap((rest) => rest.split(' ').map((one) => one.split('=') as [string, string])),
  )

/** The top of what a build is sent: everything is left out but what stands there with a `!`. */
export function sentToBuild(root: string): readonly string[] {
  const lines = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (lines[0] !== '*') throw new Error('.dockerignore has to begin by leaving everything out')
  return lines.slice(1).map((line) => line.replace(/^!/, ''))
}

/** A folder with what a build is sent, and the packages that are installed here beside it. */
export async function buildContext(root: string, folder: string): Promise<void> {
  for (const name of sentToBuild(root)) cpSync(join(root, name), join(folder, name), { recursive: true })
  const packages = join(folder, 'node_modules')
  mkdirSync(packages)
  for (const name of await readdir(join(root, 'node_modules')))
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(packages, name))
}
