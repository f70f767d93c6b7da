// A window that has a document open, as far as the disk of its computer is concerned: for tests of the local copy.
import { vi } from 'vitest'
import * as Y from 'yjs'
import { LocalCopy, type LocalCopyOptions } from '../../renderer/collab/local-copy.ts'
import { completed } from '../../renderer/api/kept-database.ts'
import { openDatabase } from '../../renderer/collab/local-database.ts'

export const NAME = 'ligature-copy http://relay.example doc text'
export const RELAY = 'the relay'

export class Window {
  readonly doc = new Y.Doc()
  readonly copy: LocalCopy

  constructor(options: Partial<LocalCopyOptions> = {}) {
    this.copy = new LocalCopy({ doc: this.doc, name: NAME, cameFromRelay: (origin) => origin === RELAY, ...options })
  }

  static async open(options: Partial<LocalCopyOptions> = {}): Promise<Window> {
    const window = new Window(options)
    await window.copy.load()
    return window
  }

  get text(): string {
    return this.doc.getText('t').toJSON()
  }

  get waiting(): number {
    return this.copy.debts.waiting
  }

  type(words: string): void {
    for (const letter of words) this.doc.getText('t').insert(this.text.length, letter)
  }

  hear(from: Window): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(this.doc)), RELAY)
  }

  /** What the relay's `saved` for everything typed so far does. */
  allSaved(): void {
    this.copy.acknowledge(this.copy.debts.latest)
  }
}

/** What a store of the copy holds. */
export async function onDisk(store: string): Promise<unknown[]> {
  const { database } = await openDatabase(indexedDB, NAME)
  const transaction = database.transaction(store, 'readonly')
  const request = transaction.objectStore(store).getAll()
  await completed(transaction)
  database.close()
  return request.result
}

/** The browser aborts the transaction in which something is added for the `nth` time from now. Answers how often that was so far. */
export function abortAtAdd(nth: number): () => number {
  const { add } = IDBObjectStore.prototype
  let calls = 0
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, value: unknown) {
    const request = add.call(this, value)
    calls += 1
    if (calls === nth) this.transaction.abort()
    return request
  })
  return () => calls
}
