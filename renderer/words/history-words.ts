// English words of the history. Imported by the chunk that says them: before somebody looks at it, nobody loads them.
import i18next from 'i18next'
import { history } from './en/history.ts'

i18next.addResourceBundle('en', 'translation', { history }, true)
