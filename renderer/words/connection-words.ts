// English words of the card that describes the connection. Imported by it; they join what late-words.ts has brought.
import i18next from 'i18next'
import { connection, transports } from './en/connection.ts'

i18next.addResourceBundle('en', 'translation', { document: { connection, transports } }, true)
