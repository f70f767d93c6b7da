// The app's words in tests that have no page: which language they are in is said, never found out.
import i18next from 'i18next'
import { de } from '../../renderer/words/de/index.ts'
import { en } from '../../renderer/words/en/index.ts'
import { zh } from '../../renderer/words/zh/index.ts'

export const ALL_WORDS = { en, de, zh }

export async function speak(language: keyof typeof ALL_WORDS): Promise<void> {
  await i18next.init({
    lng: language,
    resources: Object.fromEntries(Object.entries(ALL_WORDS).map(([name, translation]) => [name, { translation }])),
    interpolation: { escapeValue: false },
  })
}
