// The words outside the pages, through i18next like those inside (renderer/words). The language is the system's until a page
// says which one the person chose.
import { createInstance } from 'i18next'
import { de } from './de.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

const RESOURCES = { en: { translation: en }, de: { translation: de }, zh: { translation: zh } } as const
type Language = keyof typeof RESOURCES

/** `file.new` and all the others. */
type KeyIn<Tree, Before extends string = ''> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? `${Before}${Key}` : KeyIn<Tree[Key], `${Before}${Key}.`>
}[keyof Tree & string]

const words = createInstance()

/** i18next's types are one for the whole project, and describe the words of the pages. */
const translate = words.t.bind(words) as unknown as (key: string, values: object) => string

/** A sentence in the language in use. */
export function t(key: KeyIn<typeof en>, values: Readonly<Record<string, string>> = {}): string {
  return translate(key, values)
}

/** `system`: language tags, the preferred first. */
export function startWords(system: readonly string[]): void {
  void words.init({
    lng: languageIn(system),
    fallbackLng: 'en',
    resources: RESOURCES,
    // The words are here already, so `t` has them in the same turn.
    initAsync: false,
    interpolation: { escapeValue: false },
  })
}

/** Answers whether the words are others now. */
export function speak(language: string): boolean {
  const next = languageIn([language])
  if (next === words.language) return false
  void words.changeLanguage(next)
  return true
}

function languageIn(tags: readonly string[]): Language {
  for (const tag of tags) {
    const [primary = ''] = tag.toLowerCase().split('-')
    if (primary in RESOURCES) return primary as Language
  }
  return 'en'
}
