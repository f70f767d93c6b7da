// The stand-in against Electron's own types: every member and event that it models exists there, as the same kind; every name
// that the built app imports is modelled. A stand-in that drifts from Electron would pass what the real one refuses.
import { fork } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../../scripts/root.ts'
import type { Surface } from '../support/electron-stand-in/strict.ts'

const STAND_IN = join(ROOT, 'tests/support/electron-stand-in')

interface Declared {
  readonly members: Map<string, Set<'function' | 'value'>>
  readonly events: Set<string>
}

let folder: string
let surfaces: readonly Surface[]
let exported: readonly string[]
/** By `App`, and `typeof BrowserWindow` for what stands on the class itself. */
const declared = new Map<string, Declared>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ligature-surface-'))
  ;({ surfaces, exported } = await modelled())
  const path = join(ROOT, 'node_modules/electron/electron.d.ts')
  readTypes(ts.createSourceFile(path, await readFile(path, 'utf8'), ts.ScriptTarget.Latest, false))
}, 60_000)
afterAll(async () => {
  await rm(folder, { recursive: true })
})

test('what the stand-in models is in Electron, as the same kind', () => {
  expect(surfaces.length).toBeGreaterThan(15)
  const strange = surfaces.flatMap(({ type, members }) => {
    const known = declared.get(type)
    if (known === undefined) return [`${type} itself`]
    return members.filter(([name, kind]) => !known.members.get(name)?.has(kind)).map(([name]) => `${type}.${name}`)
  })
  expect(strange).toEqual([])
})

test('the events that the stand-in models are in Electron', () => {
  const strange = surfaces.flatMap(({ type, events }) =>
    events.filter((event) => !declared.get(type)?.events.has(event)).map((event) => `${type} "${event}"`),
  )
  expect(strange).toEqual([])
  expect(surfaces.flatMap(({ events }) => events).length).toBeGreaterThan(15)
})

test('every name that the built app imports from Electron is modelled', async () => {
  const main = await readFile(join(ROOT, 'out/main/main.js'), 'utf8')
  const imported = [...main.matchAll(/import\s*\{([^}]*)\}\s*from\s*["']electron["']/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim().split(/\s+as\s+/)[0]!),
  )
  expect(imported.length).toBeGreaterThan(8)
  expect(imported.filter((name) => !exported.includes(name))).toEqual([])
})

/** Runs the stand-in with an entry that tells what was declared. */
async function modelled(): Promise<{ surfaces: readonly Surface[]; exported: readonly string[] }> {
  const entry = join(folder, 'main.mjs')
  const strict = JSON.stringify(join(STAND_IN, 'strict.ts'))
  await writeFile(
    entry,
    `import * as electron from 'electron'\nimport { surfaces } from ${strict}\n` +
      `process.send({ surfaces, exported: Object.keys(electron) }, () => process.exit(0))\n`,
  )
  const child = fork(entry, [], {
    execArgv: ['--import', join(STAND_IN, 'register.ts')],
    env: { ...process.env, STAND_IN_USER_DATA: folder },
  })
  return await new Promise((resolve, reject) => {
    child.once('message', (told) => resolve(told as { surfaces: Surface[]; exported: string[] }))
    child.once('exit', (code) => reject(new Error(`the stand-in ended with ${code} before it told anything`)))
  })
}

function readTypes(file: ts.SourceFile): void {
  for (const statement of file.statements)
    if (ts.isModuleDeclaration(statement) && statement.name.text === 'Electron' && statement.body)
      for (const one of (statement.body as ts.ModuleBlock).statements)
        if (ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one)) read(one, file)
  // What a base type has, its heirs have.
  for (const [type, base] of heirs) {
    const [own, inherited] = [declared.get(type), declared.get(base)]
    for (const [name, kinds] of inherited?.members ?? []) if (!own?.members.has(name)) own?.members.set(name, kinds)
  }
}

const heirs: (readonly [type: string, base: string])[] = []

function read(one: ts.InterfaceDeclaration | ts.ClassDeclaration, file: ts.SourceFile): void {
  const name = one.name?.text ?? ''
  for (const clause of one.heritageClauses ?? [])
    for (const { expression } of clause.types) heirs.push([name, expression.getText(file)])
  for (const member of one.members) {
    if (member.name === undefined) continue
    const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : []
    const isStatic = modifiers.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)
    const type = isStatic ? `typeof ${name}` : name
    const known = declared.get(type) ?? { members: new Map(), events: new Set() }
    declared.set(type, known)
    const isFunction =
      ts.isMethodSignature(member) || ts.isMethodDeclaration(member) || isFunctionType(member as ts.PropertySignature)
    const label = member.name.getText(file)
    known.members.set(label, (known.members.get(label) ?? new Set()).add(isFunction ? 'function' : 'value'))
    const [first] = 'parameters' in member ? (member.parameters as readonly ts.ParameterDeclaration[]) : []
    if (label === 'on' && first?.type !== undefined && ts.isLiteralTypeNode(first.type))
      known.events.add(first.type.literal.getText(file).slice(1, -1))
  }
}

const isFunctionType = (member: ts.PropertySignature): boolean =>
  (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) &&
  member.type !== undefined &&
  ts.isFunctionTypeNode(member.type)
