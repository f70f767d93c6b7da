// English words for a document that two people have renamed. Imported by the chunk that says them.
import i18next from 'i18next'
import { twoTitles } from './en/two-titles.ts'

i18next.addResourceBundle('en', 'translation', { documents: { twoTitles } }, true)
