// Converts documents in a thread of its own. Started by converter.ts; one conversion at a time.
import { readMarkdownFile, writeFile } from '../../../document/file.ts'
import type { Conversion, ConversionAnswer, ReadMarkdown } from './conversion.ts'

// TypeScript's WebWorker library cannot stand beside DOM in one program.
const port = self as unknown as {
  onmessage: (event: MessageEvent<Conversion>) => void
  postMessage(answer: ConversionAnswer): void
}

port.onmessage = ({ data }) => {
  try {
    port.postMessage({ ok: true, value: data.kind === 'read' ? read(data.markdown) : write(data) })
  } catch (error) {
    port.postMessage({ ok: false, message: error instanceof Error ? error.message : String(error) })
  }
}

function read(markdown: string): ReadMarkdown {
  const { title, heading, document } = readMarkdownFile(markdown)
  return { title: title === '' ? heading : title, document }
}

const write = ({ format, title, document, images }: Extract<Conversion, { kind: 'write' }>): string =>
  writeFile(format, title, document, images)
