// The languages that code blocks are coloured in: how each is called, the other names that files and Markdown use for it, and
// where its grammar is loaded from when a block first needs it.
import type { LanguageFn } from 'highlight.js'

export interface CodeLanguage {
  /** What is kept in the document, and stands after the ``` in Markdown. */
  readonly id: string
  /** How it calls itself, in every language. */
  readonly name: string
  readonly aliases: readonly string[]
  readonly load: () => Promise<{ readonly default: LanguageFn }>
}

const language = (id: string, name: string, aliases: string, load: CodeLanguage['load']): CodeLanguage => ({
  id,
  name,
  aliases: aliases.split(' ').filter(Boolean),
  load,
})

/** In alphabetical order, as they are offered. */
export const LANGUAGES: readonly CodeLanguage[] = [
  language('bash', 'Bash', 'sh shell zsh', () => import('highlight.js/lib/languages/bash')),
  language('c', 'C', 'h', () => import('highlight.js/lib/languages/c')),
  language('cpp', 'C++', 'c++ cc hpp cxx', () => import('highlight.js/lib/languages/cpp')),
  language('csharp', 'C#', 'cs c#', () => import('highlight.js/lib/languages/csharp')),
  language('css', 'CSS', '', () => import('highlight.js/lib/languages/css')),
  language('diff', 'Diff', 'patch', () => import('highlight.js/lib/languages/diff')),
  language('go', 'Go', 'golang', () => import('highlight.js/lib/languages/go')),
  language('graphql', 'GraphQL', 'gql', () => import('highlight.js/lib/languages/graphql')),
  language('xml', 'HTML, XML', 'html xhtml svg rss', () => import('highlight.js/lib/languages/xml')),
  language('java', 'Java', '', () => import('highlight.js/lib/languages/java')),
  language('javascript', 'JavaScript', 'js jsx mjs cjs', () => import('highlight.js/lib/languages/javascript')),
  language('json', 'JSON', 'jsonc json5', () => import('highlight.js/lib/languages/json')),
  language('kotlin', 'Kotlin', 'kt kts', () => import('highlight.js/lib/languages/kotlin')),
  language('lua', 'Lua', '', () => import('highlight.js/lib/languages/lua')),
  language('markdown', 'Markdown', 'md', () => import('highlight.js/lib/languages/markdown')),
  language('php', 'PHP', '', () => import('highlight.js/lib/languages/php')),
  language('python', 'Python', 'py', () => import('highlight.js/lib/languages/python')),
  language('r', 'R', '', () => import('highlight.js/lib/languages/r')),
  language('ruby', 'Ruby', 'rb', () => import('highlight.js/lib/languages/ruby')),
  language('rust', 'Rust', 'rs', () => import('highlight.js/lib/languages/rust')),
  language('scss', 'SCSS', 'sass', () => import('highlight.js/lib/languages/scss')),
  language('sql', 'SQL', '', () => import('highlight.js/lib/languages/sql')),
  language('swift', 'Swift', '', () => import('highlight.js/lib/languages/swift')),
  language('ini', 'TOML, INI', 'toml ini', () => import('highlight.js/lib/languages/ini')),
  language('typescript', 'TypeScript', 'ts tsx mts cts', () => import('highlight.js/lib/languages/typescript')),
  language('yaml', 'YAML', 'yml', () => import('highlight.js/lib/languages/yaml')),
]

/** The language that is meant by what stands in a document, which anybody may have written. */
export function languageNamed(name: unknown): CodeLanguage | undefined {
  if (typeof name !== 'string') return undefined
  const wanted = name.toLowerCase()
  return LANGUAGES.find(({ id, aliases }) => id === wanted || aliases.includes(wanted))
}
