// What stands in for SearchService in component tests: each search goes on until the test ends it.
import type { SearchHit } from '../../../contracts/search.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { SearchService } from '../../../renderer/api/search-service.ts'
import type { Face } from '../../../renderer/app/services.ts'

interface Asked {
  readonly words: string
  readonly signal: AbortSignal
  readonly found: (hit: SearchHit) => void
  readonly end: (more: boolean) => void
  readonly fail: (cause: Error) => void
}

export class FakeSearch implements Face<SearchService> {
  readonly asked: Asked[] = []

  search(words: string, signal: AbortSignal, found: (hit: SearchHit) => void): Promise<{ readonly more: boolean }> {
    return new Promise((resolve, reject) => {
      this.asked.push({ words, signal, found, end: (more) => resolve({ more }), fail: reject })
    })
  }
}

/** One whose text says so. */
export const hitOf = (id: string, title: string, text: string): SearchHit => ({
  kind: 'hit',
  document: {
    id: id as DocumentId,
    title,
    metaVersion: 1,
    createdAt: new Date(0).toISOString(),
    changedAt: new Date(0).toISOString(),
    trashedAt: null,
  },
  foundIn: 'text',
  titleRanges: [],
  snippet: { text, ranges: [] },
  heading: null,
})
