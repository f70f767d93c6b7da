// The frame around every screen: its menu, its addresses.
import type { Translation } from '../languages.ts'

export const app: Translation['app'] = {
  menu: {
    label: 'Menü',
    newDocument: 'Neues Dokument',
    allDocuments: 'Alle Dokumente',
    yourName: 'Ihr Name …',
    yourNameIs: 'Ihr Name: {{name}}',
    appearance: 'Darstellung',
    themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
    systemLanguage: 'Wie das System',
    moveToTrash: 'In den Papierkorb',
  },
  time: { justNow: 'gerade eben' },
}
