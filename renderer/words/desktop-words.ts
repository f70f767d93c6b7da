// English words of the desktop app alone. Imported by the chunk that says them: in a browser nobody loads them.
import i18next from 'i18next'
import { desktop } from './en/desktop.ts'

i18next.addResourceBundle('en', 'translation', { desktop })
