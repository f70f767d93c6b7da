// Which languages the app speaks, and which one this person reads. The choice is kept on this computer; without one, it is
// the system's. Used by words.ts and by the menu.
import type { Words } from './en/index.ts'

export type { Words }

/** `ar-XB` is English in disguise, written from right to left: tests find with it what is not translated or not mirrored. */
export const LANGUAGES = ['en', 'de', 'zh'] as const
export type Language = (typeof LANGUAGES)[number] | 'ar-XB'

/** How each language calls itself. */
export const LANGUAGE_NAMES: Record<(typeof LANGUAGES)[number], string> = { en: 'English', de: 'Deutsch', zh: '中文' }

export const LANGUAGE_KEY = 'ligature-language'

export function languageFor(chosen: string | null, system: readonly string[]): Language {
  if (chosen === 'ar-XB') return chosen
  const wished = [chosen, ...system].map((tag) => tag?.split('-')[0]?.toLowerCase())
  for (const tag of wished) {
    const known = LANGUAGES.find((language) => language === tag)
    if (known !== undefined) return known
  }
  return 'en'
}

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar-XB' ? 'rtl' : 'ltr')

/** A sentence may have one form fewer or more than in English: Chinese has one for every number. */
export type Translated<Tree> = {
  readonly [Key in keyof Tree as Key extends `${string}_one` ? never : Key]: Tree[Key] extends string
    ? string
    : Translated<Tree[Key]>
} & { readonly [Key in keyof Tree as Key extends `${string}_one` ? Key : never]?: string }

export type Translation = Translated<Words>
