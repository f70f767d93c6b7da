// How much a first visit loads, over the built editor: what index.html asks for, and what a text on the screen needs. Sizes
// are gzip's, in bytes; a KB has 1,024.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const BUILT = fileURLToPath(new URL('../../out/renderer/', import.meta.url))
const KB = 1_024

const read = (path: string): string => readFileSync(`${BUILT}${path}`, 'utf8')
const sizeOf = (paths: Iterable<string>): number =>
  [...paths].reduce((sum, path) => sum + gzipSync(read(path)).byteLength, 0)

/** A chunk and everything it imports, statically. */
function withImports(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found
  found.add(path)
  if (path.endsWith('.js'))
    for (const [, name] of read(path).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
      withImports(`assets/${name}`, found)
  return found
}

const inPage = [...read('index.html').matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
  ([, path]) => path!,
)
const firstLoad = new Set(inPage.flatMap((path) => [...withImports(path)]))

/** The chunks that the first one asks for by name, such as the editor's, with their styles. */
function chunk(name: string): Set<string> {
  const entry = [...firstLoad].map(read).join('\n')
  const paths = [...entry.matchAll(new RegExp(`assets/${name}-[\\w-]+\\.(?:js|css)`, 'g'))].map(([path]) => path)
  expect(
    paths.some((path) => path.endsWith('.js')),
    `${name} is a chunk of its own`,
  ).toBe(true)
  return new Set(paths.flatMap((path) => [...withImports(path)]))
}

test('before the editor there are at most 120 KB', () => {
  expect(sizeOf(firstLoad)).toBeLessThanOrEqual(120 * KB)
})

test('with the editor and everything around it there are at most 400 KB', () => {
  const all = new Set([...firstLoad, ...chunk('interface-chunk'), ...chunk('text-chunk')])
  console.log(`first load: ${sizeOf(firstLoad)} bytes, to write: ${sizeOf(all)} bytes (gzip)`)
  expect(sizeOf(all)).toBeLessThanOrEqual(400 * KB)
})

test('the first load has no schemas and no editor in it', () => {
  const code = [...firstLoad].filter((path) => path.endsWith('.js')).map(read)
  for (const word of ['ZodObject', 'ProseMirror']) expect(code.filter((one) => one.includes(word))).toEqual([])
})
