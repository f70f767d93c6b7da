// The conversion worker as a function that can be called off. One for each import or export; `close` ends its thread.
import type { Conversion, ConversionAnswer, ReadMarkdown } from './conversion.ts'

/** No text that is let in takes this long; one that does is not worth an evening. */
const PATIENCE_MS = 60_000

export class Converter {
  #worker: Worker | null = null

  async read(markdown: string, signal: AbortSignal): Promise<ReadMarkdown> {
    return (await this.#ask({ kind: 'read', markdown }, signal)) as ReadMarkdown
  }

  async write(asked: Omit<Extract<Conversion, { kind: 'write' }>, 'kind'>, signal: AbortSignal): Promise<string> {
    return (await this.#ask({ kind: 'write', ...asked }, signal)) as string
  }

  close(): void {
    this.#worker?.terminate()
    this.#worker = null
  }

  async #ask(conversion: Conversion, signal: AbortSignal): Promise<ReadMarkdown | string> {
    signal.throwIfAborted()
    const worker = (this.#worker ??= new Worker(new URL('./conversion-worker.ts', import.meta.url), { type: 'module' }))
    const over = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
    try {
      const answer = await new Promise<ConversionAnswer>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<ConversionAnswer>) => resolve(data)
        worker.onerror = ({ message }) => reject(new Error(message || 'the conversion could not be started'))
        over.addEventListener('abort', () => reject(over.reason as Error), { once: true })
        worker.postMessage(conversion)
      })
      if (!answer.ok) throw new Error(answer.message)
      return answer.value
    } catch (cause) {
      // A thread that is still busy with what nobody waits for any more.
      this.close()
      throw cause
    }
  }
}
