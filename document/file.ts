// A document as a file that leaves, and a Markdown file that comes in. The same bytes wherever that happens: in the app's
// conversion worker (renderer/app/transfer), and in the relay's for `/content`.
import { readFrontMatter, writeFrontMatter } from './front-matter.ts'
import { htmlPage } from './html-page.ts'
import { withImageAddresses } from './image-addresses.ts'
import type { NodeJson } from './json.ts'
import { fromMarkdown } from './markdown/from-markdown.ts'
import { toMarkdown } from './markdown/to-markdown.ts'
import { outlineOf, toText } from './text.ts'

export type FileFormat = 'markdown' | 'html' | 'text'

export interface ReadFile {
  /** Of the front matter; empty when that names none. */
  readonly title: string
  /** Of the first heading. */
  readonly heading: string
  readonly document: NodeJson
}

export function readMarkdownFile(markdown: string): ReadFile {
  const { title, rest, body } = readFrontMatter(markdown)
  const document = fromMarkdown(body)
  const heading = outlineOf(document)[0]?.text ?? ''
  return { title, heading, document: rest === '' ? document : withFrontMatter(rest, document) }
}

/** Nothing of a file is lost: what stood beside the title stands at the top, as the code it is. */
function withFrontMatter(rest: string, document: NodeJson): NodeJson {
  const code = { type: 'codeBlock', attrs: { language: 'yaml' }, content: [{ type: 'text', text: rest }] }
  return { ...document, content: [code, ...(document.content ?? [])] }
}

/** `images`: address in the document → what the file says instead: a path beside it, or a `data:` address. */
export function writeFile(
  format: FileFormat,
  title: string,
  document: NodeJson,
  images: ReadonlyMap<string, string>,
): string {
  switch (format) {
    case 'markdown':
      return writeFrontMatter(title) + toMarkdown(withImageAddresses(document, (src) => images.get(src) ?? src))
    case 'html':
      return htmlPage(title, document, images)
    case 'text':
      return toText(document)
  }
}
