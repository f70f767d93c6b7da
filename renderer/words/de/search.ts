// The search through titles and texts.
import type { Translation } from '../languages.ts'

export const search: Translation['search'] = {
  placeholder: 'Titel, Text oder Befehl finden …',
  texts: 'In den Texten',
  heading: '{{heading}}: ',
  nothing: 'Nichts hier heißt „{{words}}“, und kein Text enthält es. Weniger Wörter finden mehr.',
  searching: 'Die Texte werden durchsucht …',
  more: 'Es gibt noch mehr. Ein weiteres Wort grenzt es ein.',
  offline: 'Das Relay ist nicht zu erreichen. Das sind die Titel, die dieser Computer kennt.',
  failed: 'Das Relay konnte die Texte nicht durchsuchen. Das sind die Titel, die dieser Computer kennt.',
  brokeOff: 'Die Suche ist abgebrochen. Was hier steht, wurde davor gefunden.',
  again: 'Noch einmal suchen',
}
