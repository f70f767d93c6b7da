// The app's words, through i18next: components ask useTranslation() of react-i18next, everything else imports `t` from
// here. English is in the first chunk, as far as it is said there; another language is loaded before the first paint when it is the one in use.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { first } from './en/first.ts'
import type { Words } from './en/index.ts'
import { directionOf, type Language, LANGUAGE_KEY, languageFor, type Translation } from './languages.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Words }
    returnNull: false
  }
}

const LOADED: Record<Language, () => Promise<Translation>> = {
  en: async () => (await import('./en/index.ts')).en,
  de: async () => (await import('./de/index.ts')).de,
  zh: async () => (await import('./zh/index.ts')).zh,
  'ar-XB': async () => {
    const [{ disguised }, { en }] = await Promise.all([import('./pseudo.ts'), import('./en/index.ts')])
    return disguised<Translation>(en)
  },
}

/** A sentence in the language in use. */
export const t = i18next.t

/** What Intl formats with: numbers, dates and sorting as this person reads them. */
export const locale = (): string => i18next.language

/** Before the first paint. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: first } },
    // React escapes; main's sentences are never HTML.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  // A language that cannot be fetched now keeps nobody from their text: it is said in English then.
  await speak(languageFor(localStorage.getItem(LANGUAGE_KEY), navigator.languages)).catch(reportError)
}

/** The language chosen on this computer; null for the system's. */
export const chosenLanguage = (): Language | null => {
  const chosen = localStorage.getItem(LANGUAGE_KEY)
  return chosen === null ? null : languageFor(chosen, [])
}

/** Null: as the system. Kept for the next start. Rejects when the language's words cannot be fetched. */
export async function chooseLanguage(chosen: Language | null): Promise<void> {
  if (chosen === null) localStorage.removeItem(LANGUAGE_KEY)
  else localStorage.setItem(LANGUAGE_KEY, chosen)
  await speak(languageFor(chosen, navigator.languages))
}

async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await LOADED[language]())
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
}
