// English words that the first paint does without. Imported by the chunks that say them, before anything in them is shown. They
// leave what has come before them, for a dialog may be quicker.
import i18next from 'i18next'
import { late } from './en/late.ts'

i18next.addResourceBundle('en', 'translation', late, true)
