// The documents that were open last, for the menu: of every relay, newest first.
import { z } from 'zod'
import { DocumentIdSchema } from '../../contracts/ids.ts'
import type { JsonFile } from './json-file.ts'

const MOST = 10

const RecentSchema = z.object({ relay: z.string().max(300), document: DocumentIdSchema, title: z.string() })
export type RecentDocument = z.infer<typeof RecentSchema>
export const RecentsSchema = z.object({ recent: z.array(RecentSchema).max(MOST) })

export class Recents {
  readonly #file: JsonFile<z.infer<typeof RecentsSchema>>
  readonly #changed: () => void
  #recent: readonly RecentDocument[]

  constructor(file: JsonFile<z.infer<typeof RecentsSchema>>, changed: () => void) {
    this.#file = file
    this.#changed = changed
    this.#recent = file.read()?.recent ?? []
  }

  get all(): readonly RecentDocument[] {
    return this.#recent
  }

  opened(one: RecentDocument): void {
    const [first] = this.#recent
    if (first !== undefined && isSame(first, one) && first.title === one.title) return
    this.#keep([one, ...this.#recent.filter((other) => !isSame(other, one))].slice(0, MOST))
  }

  clear(): void {
    this.#keep([])
  }

  forgetRelay(relay: string): void {
    this.#keep(this.#recent.filter((one) => one.relay !== relay))
  }

  #keep(recent: readonly RecentDocument[]): void {
    this.#recent = recent
    this.#file.write({ recent: [...recent] })
    this.#changed()
  }
}

const isSame = (a: RecentDocument, b: RecentDocument): boolean => a.relay === b.relay && a.document === b.document
