// GFM's strikethrough: one or two tildes, closed by as many. markdown-it's own knows two only.
import type { StateInline } from 'markdown-it'

const TILDE = 0x7e
/** How markdown-it tells delimiters apart; a number of its own keeps `~` from closing `~~`. */
const MARKERS: Readonly<Record<number, number>> = { 1: 0x1_0001, 2: 0x1_0002 }

export function readTildes(state: StateInline, silent: boolean): boolean {
  if (silent || state.src.charCodeAt(state.pos) !== TILDE) return false
  const { length, can_open: open, can_close: close } = state.scanDelims(state.pos, true)
  const token = state.push('text', '', 0)
  token.content = '~'.repeat(length)
  const marker = MARKERS[length]
  if (marker !== undefined)
    state.delimiters.push({ marker, length: 0, token: state.tokens.length - 1, end: -1, open, close })
  state.pos += length
  return true
}

export function closeStrikes(state: StateInline): void {
  close(state, state.delimiters)
  for (const meta of state.tokens_meta) if (meta?.delimiters) close(state, meta.delimiters)
}

function close(state: StateInline, delimiters: StateInline['delimiters']): void {
  for (const { marker, token, end } of delimiters) {
    const last = delimiters[end]
    if ((marker !== MARKERS[1] && marker !== MARKERS[2]) || last === undefined) continue
    Object.assign(state.tokens[token]!, { type: 's_open', tag: 's', nesting: 1, content: '' })
    Object.assign(state.tokens[last.token]!, { type: 's_close', tag: 's', nesting: -1, content: '' })
  }
}
