// The few words of controls that stand everywhere.
import type { Translation } from '../languages.ts'

export const ui: Translation['ui'] = {
  justNow: 'gerade eben',
  dismiss: 'Ausblenden',
  close: 'Schließen',
  keys: {
    Ctrl: 'Strg',
    Alt: 'Alt',
    Shift: 'Umschalt',
    Enter: 'Eingabe',
    Delete: 'Entf',
    Escape: 'Esc',
    Home: 'Pos1',
    End: 'Ende',
  },
}
