// English words of the palette and the sheet of shortcuts. Imported by them; they join what the first paint has brought.
import i18next from 'i18next'
import { commandDialogs } from './en/command-dialogs.ts'

i18next.addResourceBundle('en', 'translation', { commands: commandDialogs }, true)
