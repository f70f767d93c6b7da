// GFM's extended autolinks: addresses in plain text become links (GFM specification, section 6.9). Every scan here is
// linear: a megabyte of almost-addresses costs a megabyte.
import type { StateCore, StateInline, Token } from 'markdown-it'

const DOMAIN = /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*(?![\p{L}\p{N}_-])/uy
const REST = /[^\s<]*/y
const BEFORE = /^(?:[\s*_~(]|$)/
const LOCAL_PART = /[\w.+-]/
const MAIL_DOMAIN = /[\w-]+(?:\.[\w-]+)+/y

/** Inline rule at a colon: `https://…` and `http://…`. Before emphasis, so that the stars and bars of an address are its own. */
export function readBareAddress(state: StateInline, silent: boolean): boolean {
  if (state.linkLevel > 0 || !state.src.startsWith('://', state.pos)) return false
  const scheme = /https?$/i.exec(state.src.slice(Math.max(0, state.pos - 'https'.length), state.pos))?.[0]
  if (scheme === undefined) return false
  const start = state.pos - scheme.length
  if (!BEFORE.test(start > 0 ? state.src.charAt(start - 1) : '')) return false
  const end = endOfAddress(state.src, state.pos + 3, false)
  if (end === undefined) return false
  // Last, for whoever looks into what is pending puts all of it together.
  if (!state.pending.endsWith(scheme)) return false
  if (silent) return true
  state.pending = state.pending.slice(0, -scheme.length)
  const address = state.src.slice(start, end)
  state.push('link_open', 'a', 1).attrs = [['href', address]]
  state.push('text', '', 0).content = address
  state.push('link_close', 'a', -1)
  state.pos = end
  return true
}

/** Core rule over finished text: `www.…` and mail addresses. What was escaped is a token of its own and matches nothing. */
export function readBareNames(state: StateCore): void {
  for (const block of state.tokens) {
    if (block.type !== 'inline' || block.children === null || !/www\.|@/i.test(block.content)) continue
    let links = 0
    block.children = block.children.flatMap((token) => {
      if (token.type === 'link_open' || token.type === 'link_close') links += token.nesting
      return token.type === 'text' && links === 0 ? split(token, state.Token) : [token]
    })
  }
}

interface Found {
  readonly start: number
  readonly end: number
  readonly prefix: string
}

function split(token: Token, TokenClass: StateCore['Token']): Token[] {
  const tokens: Token[] = []
  const text = token.content
  let at = 0
  const push = (type: string, nesting: -1 | 0 | 1, content: string, href?: string): void => {
    const made = new TokenClass(type, '', nesting)
    made.content = content
    if (href !== undefined) made.attrs = [['href', href]]
    tokens.push(made)
  }
  for (const { start, end, prefix } of namesIn(text)) {
    if (start > at) push('text', 0, text.slice(at, start))
    const name = text.slice(start, end)
    push('link_open', 1, '', prefix + name)
    push('text', 0, name)
    push('link_close', -1, '')
    at = end
  }
  if (at === 0) return [token]
  if (at < text.length) push('text', 0, text.slice(at))
  return tokens
}

function* namesIn(text: string): Generator<Found> {
  const candidate = /www\.|@/gi
  let free = 0
  for (let hit = candidate.exec(text); hit !== null; hit = candidate.exec(text)) {
    const found = hit[0] === '@' ? mailAt(text, hit.index, free) : webAt(text, hit.index)
    if (found === undefined || found.start < free) continue
    yield found
    free = found.end
    candidate.lastIndex = free
  }
}

function webAt(text: string, start: number): Found | undefined {
  if (!BEFORE.test(start > 0 ? text.charAt(start - 1) : '')) return undefined
  const end = endOfAddress(text, start, true)
  return end === undefined ? undefined : { start, end, prefix: 'http://' }
}

function mailAt(text: string, at: number, free: number): Found | undefined {
  let start = at
  while (start > free && LOCAL_PART.test(text.charAt(start - 1))) start--
  MAIL_DOMAIN.lastIndex = at + 1
  const domain = MAIL_DOMAIN.exec(text)?.[0]
  if (start === at || domain === undefined || /[-_]$/.test(domain)) return undefined
  return { start, end: at + 1 + domain.length, prefix: 'mailto:' }
}

function endOfAddress(text: string, from: number, needsDot: boolean): number | undefined {
  DOMAIN.lastIndex = from
  const domain = DOMAIN.exec(text)?.[0]
  if (domain === undefined || (needsDot && !domain.includes('.'))) return undefined
  REST.lastIndex = from
  return from + withoutTrailing(REST.exec(text)?.[0] ?? '')
}

/** Length without the punctuation that belongs to the sentence: a bracket nobody opened, a full stop, an entity. */
function withoutTrailing(address: string): number {
  let end = address.length
  let unopened = count(address, ')') - count(address, '(')
  for (;;) {
    const last = address.charAt(end - 1)
    if (/[?!.,:*_~'"]/.test(last)) end--
    else if (last === ')' && unopened > 0) {
      end--
      unopened--
    } else if (last === ';') {
      let start = end - 2
      while (/[a-z0-9]/i.test(address.charAt(start))) start--
      if (address.charAt(start) !== '&' || start === end - 2) return end
      end = start
    } else return end
  }
}

const count = (text: string, character: string): number => text.split(character).length - 1
