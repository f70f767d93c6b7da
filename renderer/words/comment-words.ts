// English words of the comments. Imported by the chunk that says them: before somebody looks at them, nobody loads them.
import i18next from 'i18next'
import { comments } from './en/comments.ts'

i18next.addResourceBundle('en', 'translation', { comments }, true)
