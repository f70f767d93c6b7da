// English words of the page that says why there is no text. Imported by it; they join what late-words.ts has brought.
import i18next from 'i18next'
import { instead } from './en/instead.ts'

i18next.addResourceBundle('en', 'translation', { document: instead }, true)
