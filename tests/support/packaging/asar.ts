// Reads app.asar: a pickle with the length of a JSON header, the header, then the files one behind the other.
import { readFile } from 'node:fs/promises'

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>
  readonly size?: number
  readonly offset?: string
  readonly unpacked?: boolean
}

export interface PackedFile {
  readonly path: string
  readonly size: number
  readonly content: Buffer
}

export async function filesInAsar(path: string): Promise<PackedFile[]> {
  const bytes = await readFile(path)
  const headerSize = bytes.readUInt32LE(4)
  const header = JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString('utf8')) as Entry
  const base = 8 + headerSize
  const found: PackedFile[] = []
  const walk = (entry: Entry, at: string): void => {
    for (const [name, child] of Object.entries(entry.files ?? {})) {
      if (child.files !== undefined) walk(child, `${at}${name}/`)
      else {
        const start = base + Number(child.offset ?? 0)
        const size = child.size ?? 0
        found.push({ path: `${at}${name}`, size, content: bytes.subarray(start, start + size) })
      }
    }
  }
  walk(header, '')
  return found
}
