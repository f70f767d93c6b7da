// English words of the question before a copy is discarded. Imported by it; they join what late-words.ts has brought.
import i18next from 'i18next'
import { discard } from './en/discard.ts'

i18next.addResourceBundle('en', 'translation', { document: { ownCopy: discard } }, true)
