// Converts documents in a thread of its own. Started by converter.ts; one conversion at a time.
import { readFrontMatter, writeFrontMatter } from '../../../document/front-matter.ts'
import { htmlPage } from '../../../document/html-page.ts'
import { withImageAddresses } from '../../../document/image-addresses.ts'
import type { NodeJson } from '../../../document/json.ts'
import { fromMarkdown } from '../../../document/markdown/from-markdown.ts'
import { toMarkdown } from '../../../document/markdown/to-markdown.ts'
import { outlineOf, toText } from '../../../document/text.ts'
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
  const { title, rest, body } = readFrontMatter(markdown)
  const document = fromMarkdown(body)
  const heading = outlineOf(document)[0]?.text ?? ''
  return { title: title === '' ? heading : title, document: rest === '' ? document : withFrontMatter(rest, document) }
}

/** Nothing of a file is lost: what stood beside the title stands at the top, as the code it is. */
function withFrontMatter(rest: string, document: NodeJson): NodeJson {
  const code = { type: 'codeBlock', attrs: { language: 'yaml' }, content: [{ type: 'text', text: rest }] }
  return { ...document, content: [code, ...(document.content ?? [])] }
}

function write({ format, title, document, images }: Extract<Conversion, { kind: 'write' }>): string {
  switch (format) {
    case 'markdown':
      return writeFrontMatter(title) + toMarkdown(withImageAddresses(document, (src) => images.get(src) ?? src))
    case 'html':
      return htmlPage(title, document, images)
    case 'text':
      return toText(document)
  }
}
