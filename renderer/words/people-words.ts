// English words of the people panel. Imported by the chunk that says them: before somebody opens one, nobody loads them.
import i18next from 'i18next'
import { people } from './en/people.ts'

i18next.addResourceBundle('en', 'translation', { people }, true)
