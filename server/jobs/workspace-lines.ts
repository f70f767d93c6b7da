// Reads a workspace's file line by line (protocol W): each line is looked at by itself, and the last says whether all of them have come.
// Used by import-workspace.ts.
import { createHash } from 'node:crypto'
import { MAX_WORKSPACE_LINE_BYTES } from '../../contracts/limits.ts'
import { type LineOf, WORKSPACE_LINES, type WorkspaceLine } from '../../contracts/workspace.ts'
import { Refused } from '../errors.ts'
import type { Chunks } from '../store/store.ts'

const LINE_END = 10
/** `{` */
const LINE_BEGIN = 123

export class WorkspaceLines {
  /** Of the line that was read last, from 1. */
  number = 0
  readonly #lines: AsyncGenerator<Line>
  readonly #hash = createHash('sha256')

  /** `taken` is told of bytes that have come, and may make who reads wait. */
  constructor(body: Chunks, taken: (bytes: number) => void) {
    this.#lines = split(body, taken)
  }

  /** The next line. Throws Refused for one that is none, or of a kind that is not known here, and where there is none. */
  async next(): Promise<WorkspaceLine> {
    const { done, value } = await this.#lines.next()
    if (done === true) {
      if (this.number === 0) throw new Refused('workspace-cut-off', 'the file is empty')
      throw cutOff(this.number, 'it ends here, and its last line is missing')
    }
    this.number++
    if (value === 'too-long') throw this.broken(`it has more than ${MAX_WORKSPACE_LINE_BYTES} bytes`)
    const line = this.#parsed(value)
    if (line.kind !== 'end') this.#hash.update(value.bytes).update('\n')
    return line
  }

  /** The next line, which has to be of this kind. */
  async take<Kind extends WorkspaceLine['kind']>(kind: Kind): Promise<LineOf<Kind>> {
    const line = await this.next()
    if (line.kind !== kind) throw this.broken(`a line of the kind "${kind}" belongs here, and not "${line.kind}"`)
    return line as LineOf<Kind>
  }

  /** Once `end` was read: whether everything before it is what it speaks of, and nothing comes behind it. */
  async finish({ sha256 }: LineOf<'end'>): Promise<void> {
    if (this.#hash.digest('hex') !== sha256) throw this.broken('what stands before it is not what was written')
    if ((await this.#lines.next()).done === true) return
    this.number++
    throw this.broken('something stands behind the last line')
  }

  /** What has not been read is left where it is. */
  async close(): Promise<void> {
    await this.#lines.return(undefined)
  }

  /** Of the line that was read last. */
  broken(why: string): Refused {
    return new Refused('workspace-broken', `line ${this.number}: ${why}`, { line: this.number })
  }

  #parsed({ bytes, isWhole }: Exclude<Line, 'too-long'>): WorkspaceLine {
    let said: unknown
    try {
      said = JSON.parse(bytes.toString())
    } catch {
      // Some other text may have no line that ends.
      if (!isWhole && bytes[0] === LINE_BEGIN) throw cutOff(this.number, 'it ends in the middle of this line')
      throw this.broken('it is not JSON')
    }
    const kind = kindOf(said)
    if (kind === undefined) throw this.broken('it has no "kind"')
    if (!Object.hasOwn(WORKSPACE_LINES, kind)) {
      const shown = JSON.stringify(kind.slice(0, MOST_KIND_CHARACTERS))
      throw new Refused('workspace-unknown', `line ${this.number}: this relay does not know the kind ${shown}`, {
        line: this.number,
      })
    }
    const parsed = WORKSPACE_LINES[kind as WorkspaceLine['kind']].safeParse(said)
    if (parsed.success) return parsed.data
    const [{ path, message } = { path: [], message: 'it is not as it should be' }] = parsed.error.issues
    throw this.broken(`${path.join('.')}: ${message}`)
  }
}

const MOST_KIND_CHARACTERS = 40

export const cutOff = (line: number, why: string): Refused =>
  new Refused('workspace-cut-off', `line ${line}: ${why}`, { line })

function kindOf(said: unknown): string | undefined {
  const kind: unknown = typeof said === 'object' && said !== null && 'kind' in said ? said.kind : undefined
  return typeof kind === 'string' ? kind : undefined
}

type Line =
  /** Without its end; not whole: there was none. */
  { readonly bytes: Buffer; readonly isWhole: boolean } | 'too-long'

async function* split(body: Chunks, taken: (bytes: number) => void): AsyncGenerator<Line> {
  let held: Uint8Array[] = []
  let size = 0
  const take = (bytes: Uint8Array): void => {
    held.push(bytes)
    size += bytes.byteLength
  }
  for await (const chunk of body) {
    taken(chunk.byteLength)
    let from = 0
    for (let to = chunk.indexOf(LINE_END); to >= 0; to = chunk.indexOf(LINE_END, from)) {
      take(chunk.subarray(from, to))
      from = to + 1
      if (size > MAX_WORKSPACE_LINE_BYTES) return yield 'too-long'
      yield { bytes: Buffer.concat(held), isWhole: true }
      held = []
      size = 0
    }
    take(chunk.subarray(from))
    if (size > MAX_WORKSPACE_LINE_BYTES) return yield 'too-long'
  }
  if (size > 0) yield { bytes: Buffer.concat(held), isWhole: false }
}
