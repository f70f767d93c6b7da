// English words of the page in place of the app. Imported by it; they join those of the first chunk.
import i18next from 'i18next'
import { failed } from './en/failed.ts'

i18next.addResourceBundle('en', 'translation', { start: failed }, true)
