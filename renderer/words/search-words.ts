// English words of the search. Imported by the chunk that says them: before somebody searches, nobody loads them.
import i18next from 'i18next'
import { search } from './en/search.ts'

i18next.addResourceBundle('en', 'translation', { search }, true)
