// Files that a person drops or chooses, with where they lie among each other: Markdown to be imported, and the images that it may
// name. What leads elsewhere than into what was given does not exist.

export interface FoundFiles {
  /** Path within what was given → file. Paths have `/` between and no dots in them. */
  readonly markdown: ReadonlyMap<string, File>
  readonly others: ReadonlyMap<string, File>
  /** True when there was more than is taken at once. */
  readonly tooMany: boolean
  /** What could not be read, by its path: the rest is taken all the same. */
  readonly unreadable: ReadonlyMap<string, unknown>
}

const MARKDOWN = /\.(md|markdown|mdown)$/i
const IMAGE = /\.(png|jpe?g|gif|webp|avif|svg)$/i
/** Of editors and programs, not of the person. */
const SKIPPED = /^(\.|node_modules$|__MACOSX$)/
const MOST_FILES = 5_000
const DEEPEST = 32

export type Dropped = readonly (File | FileSystemEntry)[]

export function droppedFiles(dropped: Dropped): Promise<FoundFiles> {
  return collect(async (add, unreadable) => {
    for (const one of dropped) {
      if (one instanceof File) add([one.name], one)
      else await walk(one, [one.name], add, unreadable)
    }
  })
}

/** Of a file field; a folder's files carry their path. */
export function chosenFiles(files: Iterable<File>): Promise<FoundFiles> {
  return collect(async (add) => {
    for (const file of files) add((file.webkitRelativePath || file.name).split('/'), file)
  })
}

type Add = (path: readonly string[], file: File) => boolean
type Unreadable = (path: readonly string[], cause: unknown) => void

async function collect(fill: (add: Add, unreadable: Unreadable) => Promise<void>): Promise<FoundFiles> {
  const markdown = new Map<string, File>()
  const others = new Map<string, File>()
  const unreadable = new Map<string, unknown>()
  let tooMany = false
  const add: Add = (path, file) => {
    if (path.some((part) => SKIPPED.test(part) || part === '')) return true
    if (markdown.size + others.size >= MOST_FILES) {
      tooMany = true
      return false
    }
    if (MARKDOWN.test(file.name)) markdown.set(path.join('/'), file)
    else if (IMAGE.test(file.name)) others.set(path.join('/'), file)
    return true
  }
  await fill(add, (path, cause) => unreadable.set(path.join('/'), cause))
  return { markdown, others, tooMany, unreadable }
}

/** A file without the right to read it, a folder that went away meanwhile: that one is said, and the others are taken. */
async function walk(entry: FileSystemEntry, path: readonly string[], add: Add, unreadable: Unreadable): Promise<void> {
  if (path.length > DEEPEST || SKIPPED.test(entry.name)) return
  try {
    if (entry.isFile) {
      add(path, await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)))
      return
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader()
    for (;;) {
      // A hundred at a time, until there are none.
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
      if (some.length === 0) return
      for (const inner of some) await walk(inner, [...path, inner.name], add, unreadable)
    }
  } catch (cause) {
    unreadable(path, cause)
  }
}

/**
 * The file that an address in a Markdown file means, when it lies among those given. `from` is that file's path. Nothing
 * outside: `..` above the top, absolute paths and addresses with a scheme are nobody's file.
 */
export function fileAt(files: ReadonlyMap<string, File>, from: string, address: string): File | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^[/\\#]/i.test(address)) return undefined
  const parts = from.split('/').slice(0, -1)
  for (const part of decoded(address.replace(/[?#].*$/, '')).split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (part !== '.' && part !== '') parts.push(part)
  }
  return files.get(parts.join('/'))
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address // A percent sign that escapes nothing is one.
  }
}
