// English words about imports and exports. Imported by the chunks that say them, before anything in them is shown.
import i18next from 'i18next'
import { transferWhole } from './en/transfer-whole.ts'

i18next.addResourceBundle('en', 'translation', { transfer: transferWhole })
