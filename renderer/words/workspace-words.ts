// English words about whole workspaces. Imported by the chunks that say them: before a menu is opened, nobody loads them.
import i18next from 'i18next'
import { workspace } from './en/workspace.ts'

i18next.addResourceBundle('en', 'translation', { workspace }, true)
