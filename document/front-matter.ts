// The lines between two `---` at the beginning of a Markdown file. Only the title is understood; whatever else stands there is
// handed on as it is. No YAML is parsed: a file from a stranger gets no language to be clever in.

export interface FrontMatter {
  /** Empty when there is none. */
  readonly title: string
  /** The other lines, without the fences; empty when there are none. */
  readonly rest: string
  readonly body: string
}

/** What is longer is no front matter but a text that begins with a rule. */
const MOST_CHARACTERS = 65_536

const BLOCK = /^---[ \t]*\r?\n([\s\S]*?)(?:^)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m
const TITLE = /^title[ \t]*:[ \t]*(.*)$/i
/** A line of YAML as it stands at the top: a key, a comment, an item, something indented, or nothing. */
const PLAUSIBLE = /^(?:[^\s:#][^:]*:(?:[ \t].*)?|#.*|-(?:[ \t].*)?|[ \t]+.*|)$/

export function readFrontMatter(markdown: string): FrontMatter {
  const text = markdown.replace(/^\uFEFF/, '')
  const none = { title: '', rest: '', body: text }
  const head = text.slice(0, MOST_CHARACTERS)
  const found = head.startsWith('---') ? BLOCK.exec(head) : null
  if (found === null || found.index !== 0) return none
  const lines = found[1]!.split(/\r?\n/).slice(0, -1)
  // Two rules with prose between them are a text.
  if (lines.length === 0 || !lines.every((line) => PLAUSIBLE.test(line))) return none
  const at = lines.findIndex((line) => TITLE.test(line))
  const title = at < 0 ? undefined : scalar(TITLE.exec(lines[at]!)![1]!)
  // A title in a form that is not understood stays where it was.
  const rest = title === undefined ? lines : lines.filter((_, line) => line !== at)
  return { title: title ?? '', rest: rest.join('\n').trim(), body: text.slice(found[0].length).replace(/^\r?\n/, '') }
}

/** Front matter that holds this title, and is read back as it; nothing for an empty one. */
export function writeFrontMatter(title: string): string {
  // JSON's strings are YAML's double-quoted ones. These three end a line in YAML, and not in JSON.
  const quoted = JSON.stringify(title).replace(
    /[\u0085\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return title === '' ? '' : `---\ntitle: ${quoted}\n---\n\n`
}

/** A plain, 'single' or "double" scalar on one line; undefined for anything else that YAML has. */
function scalar(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed.startsWith('"')) {
    const quoted = /^("(?:[^"\\]|\\.)*")(?:[ \t]+#.*)?$/.exec(trimmed)?.[1]
    try {
      return quoted === undefined ? undefined : String(JSON.parse(quoted))
    } catch {
      return undefined // An escape that only YAML knows.
    }
  }
  if (trimmed.startsWith("'")) return /^'((?:[^']|'')*)'(?:[ \t]+#.*)?$/.exec(trimmed)?.[1]?.replaceAll("''", "'")
  if (/^[|>&*!%@`[{]/.test(trimmed)) return undefined
  return trimmed.replace(/(?<![ \t])[ \t]+#.*$/, '')
}
