// Markdown as we read it: CommonMark with GFM's tables, strikethrough and autolinks, and nothing that becomes HTML.
// markdown-it parses; what it lacks or would do otherwise is added here.
import MarkdownIt, { type StateBlock } from 'markdown-it'
import { readBareAddress, readBareNames } from './autolinks.ts'
import { closeStrikes, readTildes } from './strike.ts'

/** Containers in containers beyond this are literal text. Above what a document of ours can nest (reading.ts), so that those survive. */
const DEEPEST_LEVEL = 80

export const dialect = new MarkdownIt({ html: false, linkify: false, maxNesting: 100 })
// Addresses stay as they were written; which of them may stand in a document is decided where the document is built.
dialect.normalizeLink = (address) => address
dialect.normalizeLinkText = (address) => address
dialect.validateLink = () => true
dialect.block.ruler.before('table', 'too_deep', readTooDeep, { alt: ['paragraph', 'blockquote', 'list'] })
dialect.inline.ruler.before('autolink', 'line_break', readLineBreak)
dialect.inline.ruler.before('backticks', 'bare_address', readBareAddress)
dialect.inline.ruler.at('strikethrough', readTildes)
dialect.inline.ruler2.at('strikethrough', closeStrikes)
dialect.core.ruler.after('inline', 'bare_names', readBareNames)

/** The parser itself would drop what lies deeper than maxNesting. */
function readTooDeep(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (state.level < DEEPEST_LEVEL) return false
  if (silent) return true
  state.push('too_deep', '', 0).content = state.getLines(startLine, endLine, state.blkIndent, false)
  state.line = endLine
  return true
}

const LINE_BREAK = /<br[ \t]*\/?>/iy

/** `<br>` is the one tag that is read, because a table cell has no other way to hold a line break. It carries nothing. */
function readLineBreak(state: { src: string; pos: number; push: MarkdownItPush }, silent: boolean): boolean {
  LINE_BREAK.lastIndex = state.pos
  const tag = LINE_BREAK.exec(state.src)?.[0]
  if (tag === undefined) return false
  if (!silent) state.push('hardbreak', 'br', 0)
  state.pos += tag.length
  return true
}

type MarkdownItPush = (type: string, tag: string, nesting: 0) => unknown
