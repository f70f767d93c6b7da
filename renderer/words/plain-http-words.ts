// English words for a page that came over plain http. Imported by the chunk that says them.
import i18next from 'i18next'
import { plainHttp } from './en/plain-http.ts'

i18next.addResourceBundle('en', 'translation', { document: { plainHttp } }, true)
