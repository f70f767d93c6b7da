// A person who writes in the real editor (headless-editor.ts) over a real socket, in a paragraph of their own, while others do
// something to the same document.
import { HeadlessEditor } from './headless-editor.ts'
import type { SyncAddress } from './relay-address.ts'
import { StockClient } from './stock-client.ts'
import { until } from './until.ts'

export class Typist {
  readonly name: string
  /** What this person has typed. */
  typed = ''
  readonly #editor: HeadlessEditor
  readonly #client: StockClient

  private constructor(name: string, editor: HeadlessEditor, client: StockClient) {
    this.name = name
    this.#editor = editor
    this.#client = client
  }

  /** Their paragraph begins with their name and a colon. */
  static async join(relay: SyncAddress, document: string, name: string, clientId: number): Promise<Typist> {
    const editor = new HeadlessEditor(clientId)
    const client = new StockClient(relay, document, editor.doc)
    await client.synced()
    return new Typist(name, editor, client)
  }

  /** What the whole document says here, a line for each block. */
  get words(): string {
    return this.#editor.words
  }

  get paragraph(): string {
    return this.words.split('\n').find((line) => line.startsWith(`${this.name}:`)) ?? ''
  }

  /** Puts the caret to the end of their paragraph once; it is the binding's from then on. */
  begin(): void {
    let end = -1
    this.#editor.state.doc.descendants((node, at) => {
      if (node.isTextblock && node.textContent.startsWith(`${this.name}:`)) end = at + 1 + node.content.size
    })
    if (end < 0) throw new Error(`${this.name} has no paragraph`)
    this.#editor.select(end)
  }

  /** Where the caret stands by now. */
  type(letters: string): void {
    this.#editor.type(letters)
    this.typed += letters
  }

  async sees(what: string, has: (words: string) => boolean): Promise<void> {
    await until(`${this.name} to see ${what}`, () => has(this.words))
  }

  leave(): void {
    this.#client.moveOut()
    this.#editor.close()
  }
}
