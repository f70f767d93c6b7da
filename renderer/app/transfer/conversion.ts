// What is asked of the conversion worker, and what it answers. A text from a stranger may take seconds, which are not the page's.
import type { FileKind } from '../../../contracts/desktop.ts'
import type { NodeJson } from '../../../document/json.ts'

export const FORMATS = ['markdown', 'html', 'text'] as const
export type Format = (typeof FORMATS)[number]

export const ENDINGS: Readonly<Record<Format, Exclude<FileKind, 'zip'>>> = { markdown: 'md', html: 'html', text: 'txt' }

export type Conversion =
  | { readonly kind: 'read'; readonly markdown: string }
  | {
      readonly kind: 'write'
      readonly format: Format
      readonly title: string
      readonly document: NodeJson
      /** Address in the document → what the file says instead: a path beside it, or a `data:` address. */
      readonly images: ReadonlyMap<string, string>
    }

export interface ReadMarkdown {
  /** From the front matter, else from the first heading; may be empty. */
  readonly title: string
  readonly document: NodeJson
}

export type ConversionAnswer =
  | { readonly ok: true; readonly value: ReadMarkdown | string }
  | { readonly ok: false; readonly message: string }
