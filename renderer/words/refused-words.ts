// English words for a deed that the relay has refused. Imported by the chunk that says them.
import i18next from 'i18next'
import { refused } from './en/refused.ts'

i18next.addResourceBundle('en', 'translation', { documents: { refused } }, true)
