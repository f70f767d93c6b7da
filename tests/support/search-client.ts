// Somebody who writes documents that the editor would show, and searches them over HTTP line by line. Used by the stories about search.
import * as Y from 'yjs'
import { SEARCH_LINES, SEARCH_ROUTE, type SearchHit, type SearchLine } from '../../contracts/search.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { FrameClient } from './frame-client.ts'
import type { Reachable, SyncAddress } from './relay-address.ts'

/** The lines of a whole answer. */
export async function search(relay: Reachable, q: string, limit?: number): Promise<readonly SearchLine[]> {
  const response = await fetch(searchUrl(relay, q, limit))
  if (!response.ok) throw new Error(`the search was answered ${response.status}: ${await response.text()}`)
  const lines = (await response.text()).split('\n')
  if (lines.pop() !== '') throw new Error('the last line has no end')
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const said = JSON.parse(line) as SearchLine
      return SEARCH_LINES[said.kind].parse(said)
    })
}

export function searchUrl(relay: Reachable, q: string, limit?: number): URL {
  const url = new URL(SEARCH_ROUTE.path, relay.url)
  url.searchParams.set('q', q)
  if (limit !== undefined) url.searchParams.set('limit', String(limit))
  return url
}

/** The hits of an answer that came to its end. */
export async function hits(relay: Reachable, q: string): Promise<readonly SearchHit[]> {
  const lines = await search(relay, q)
  const end = lines.at(-1)
  if (end?.kind !== 'end') throw new Error(`the search ended with ${JSON.stringify(end)}`)
  return lines.filter((line) => line.kind === 'hit')
}

export const found = async (relay: Reachable, q: string): Promise<readonly string[]> =>
  (await hits(relay, q)).map(({ document }) => document.id)

export class Writer {
  readonly client: FrameClient

  private constructor(client: FrameClient) {
    this.client = client
  }

  static async join(relay: SyncAddress, document: string): Promise<Writer> {
    return new Writer(await FrameClient.join(relay, document))
  }

  /** A block at the end; saved when it resolves. */
  async write(text: string, block: 'paragraph' | 'heading' = 'paragraph'): Promise<void> {
    const { doc } = this.client
    doc.transact(() => {
      const element = new Y.XmlElement(block)
      if (block === 'heading') element.setAttribute('level', 2 as unknown as string)
      element.insert(0, [new Y.XmlText(text)])
      this.#fragment.push([element])
    })
    await this.client.allSaved()
  }

  async removeAll(): Promise<void> {
    this.#fragment.delete(0, this.#fragment.length)
    await this.client.allSaved()
  }

  leave(): void {
    this.client.leave()
  }

  get #fragment(): Y.XmlFragment {
    return this.client.doc.getXmlFragment(TEXT_FIELD)
  }
}
