// The frame around every screen: its menu, its addresses.
import type { Translation } from '../languages.ts'

export const app: Translation['app'] = {
  skipToContent: 'Zum Inhalt springen',
  menu: {
    label: 'Menü',
    yourName: 'Ihr Name …',
    yourNameIs: 'Ihr Name: {{name}}',
    appearance: 'Darstellung',
    themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
    systemLanguage: 'Wie das System',
  },
  nothingHere: {
    title: 'Unter dieser Adresse gibt es nichts',
    words:
      'Ihre Dokumente sind alle, wo sie waren. Dies ist nicht die Adresse eines Dokuments: Vielleicht fehlt ein Teil des Links. Bitten Sie, wer ihn geschickt hat, noch einmal „Link kopieren“ zu wählen.',
  },
  toDocuments: 'Zu den Dokumenten',
}
