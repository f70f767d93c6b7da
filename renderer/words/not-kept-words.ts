// English words for an image that was not put in. Imported by the chunk that says them.
import i18next from 'i18next'
import { notKept } from './en/not-kept.ts'

i18next.addResourceBundle('en', 'translation', { images: { notKept } }, true)
