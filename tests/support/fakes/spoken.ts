// English for components under test. Imported before any of them: some chunks add their words to those that are there.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from '../../../renderer/words/en/index.ts'

void i18next.use(initReactI18next).init({
  initAsync: false,
  lng: 'en',
  resources: { en: { translation: en } },
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
})
