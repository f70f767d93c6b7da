// A table as GFM has it: a rectangle, one heading row, one line of text per cell, alignment by column.
import { type NodeJson, paragraph, textIn } from '../json.ts'
import { inlineNormalForm } from './inline-normal-form.ts'

/** As in HTML: no cell spans more columns than this. A span is another person's number. */
const WIDEST_SPAN = 1_000
/** And this many places may be covered by spans, and as many be filled up, before a table is read as paragraphs. */
const MOST_EMPTY = 65_536
const BREAK: NodeJson = { type: 'hardBreak', marks: [] }

type Blocks = (children: readonly NodeJson[]) => readonly NodeJson[]

export function tableNormalForm(table: NodeJson, blocks: Blocks): readonly NodeJson[] {
  const rows = rectangle(table.content ?? [])
  if (rows === undefined) return textBlocksIn(blocks(cellsOf(table).flatMap((cell) => cell.content ?? [])))
  const alignments = (rows[0] ?? []).map((cell) => alignment(cell?.attrs?.['align']))
  const content = rows.map((row, at) => ({
    type: 'tableRow',
    content: row.map((cell, column) => ({
      type: at === 0 ? 'tableHeader' : 'tableCell',
      attrs: { align: alignments[column] ?? null },
      content: [paragraph(inlineNormalForm(lines(blocks(cell?.content ?? []))))],
    })),
  }))
  return [{ type: 'table', content }]
}

const cellsOf = (table: NodeJson): readonly NodeJson[] => (table.content ?? []).flatMap((row) => row.content ?? [])

/** Spanning cells keep their text in the first place they cover; the others are empty. */
function rectangle(rows: readonly NodeJson[]): (NodeJson | undefined)[][] | undefined {
  const grid: (NodeJson | undefined)[][] = rows.map(() => [])
  const covered = new Set<string>()
  for (const [y, row] of rows.entries()) {
    let x = 0
    for (const cell of row.content ?? []) {
      while (covered.has(`${y}:${x}`)) x++
      grid[y]![x] = cell
      const width = Math.min(WIDEST_SPAN, Number(cell.attrs?.['colspan'] ?? 1))
      const height = Math.min(rows.length - y, WIDEST_SPAN, Number(cell.attrs?.['rowspan'] ?? 1))
      if (covered.size + width * height > MOST_EMPTY) return undefined
      for (let down = 0; down < height; down++)
        if (down > 0 || width > 1) for (let right = 0; right < width; right++) covered.add(`${y + down}:${x + right}`)
      x++
    }
  }
  const columns = grid.reduce((most, row) => Math.max(most, row.length), 1)
  if (grid.reduce((empty, row) => empty + columns - row.length, 0) > MOST_EMPTY) return undefined
  return grid.map((row) => Array.from({ length: columns }, (_, x) => row[x]))
}

const alignment = (value: unknown): string | null =>
  value === 'left' || value === 'center' || value === 'right' ? value : null

/** All text blocks in the cell, one after the other with breaks between; lines of code stay code. */
function lines(blocks: readonly NodeJson[]): NodeJson[] {
  return textBlocksIn(blocks).flatMap((block, at) => {
    const content = block.type === 'codeBlock' ? codeLines(textIn(block)) : (block.content ?? [])
    return at > 0 ? [BREAK, ...content] : content
  })
}

function textBlocksIn(blocks: readonly NodeJson[]): NodeJson[] {
  return blocks.flatMap((block) => {
    if (block.type === 'horizontalRule') return []
    const isTextBlock = block.type === 'paragraph' || block.type === 'heading' || block.type === 'codeBlock'
    if (!isTextBlock) return textBlocksIn(block.content ?? [])
    return (block.content ?? []).length > 0 ? [block] : []
  })
}

function codeLines(code: string): NodeJson[] {
  return code.split('\n').flatMap((line, at) => {
    const text: NodeJson[] = line === '' ? [] : [{ type: 'text', text: line, marks: [{ type: 'code' }] }]
    return at > 0 ? [BREAK, ...text] : text
  })
}
