// A document as JSON, the way ProseMirror writes it: what conversions take and give. Nothing here is checked: reading.ts
// makes a document of our schema out of whatever claims to be one.

export interface MarkJson {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
}

export interface NodeJson {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly content?: readonly NodeJson[]
  readonly marks?: readonly MarkJson[]
  readonly text?: string
}

export const paragraph = (content: readonly NodeJson[]): NodeJson => ({ type: 'paragraph', content })

export const isEmptyParagraph = (node: NodeJson): boolean =>
  node.type === 'paragraph' && (node.content ?? []).length === 0

/** The characters of a block: its text nodes, a line feed for each hard break. */
export function textIn(node: NodeJson): string {
  if (node.type === 'text') return node.text ?? ''
  if (node.type === 'hardBreak') return '\n'
  return (node.content ?? []).map(textIn).join('')
}
