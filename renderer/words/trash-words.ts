// English words of the trash. Imported by the chunk that shows it.
import i18next from 'i18next'
import { emptyTrash, trash } from './en/trash.ts'

i18next.addResourceBundle('en', 'translation', { documents: { trash, empty: emptyTrash } }, true)
