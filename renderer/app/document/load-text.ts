// The way to everything that is needed to show a text: a chunk of its own, because it is three times the rest of the app.
// Asked for at once at every start, so that it is there, or on its way, when a document is opened.

import type * as TextChunkModule from './text-chunk.ts'

export type TextChunk = typeof TextChunkModule

let loading: Promise<TextChunk> | undefined

/** Rejects when the relay that serves the app is away and the browser has not kept it; whoever asks next tries again. */
export function loadText(): Promise<TextChunk> {
  loading ??= import('./text-chunk.ts').catch((cause: unknown) => {
    loading = undefined
    throw cause
  })
  return loading
}
