// English words about folders. Imported by the chunks that say them: a visit without folders loads none.
import i18next from 'i18next'
import { folders } from './en/folders.ts'

i18next.addResourceBundle('en', 'translation', { folders }, true)
