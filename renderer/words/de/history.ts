// Was an einem Dokument getan wurde.
import type { Translation } from '../languages.ts'

export const history: Translation['history'] = {
  title: 'Verlauf',
  guests: 'Gäste',
  guestsWords:
    'Wer ohne Konto schreibt, ist Gast. Das Relay kann Gäste nicht unterscheiden; was sie zur selben Zeit schreiben, ist eine Zeile.',
  added_one: '{{number}} Buchstabe hinzugefügt',
  added_other: '{{number}} Buchstaben hinzugefügt',
  removed: '{{number}} entfernt',
  noLetters: 'Keine Buchstaben geändert',
  earlier_one: '{{number}} frühere Änderung',
  earlier_other: '{{number}} frühere Änderungen',
  earlierWords: 'Von wem sie sind und von wann, wurde nicht aufgezeichnet.',
  reset: 'Das Dokument hat neu begonnen',
  resetWords: 'Es wurde auf dem Relay zurückgesetzt. Von davor ist dort nichts mehr.',
  reading: 'Das Relay wird gefragt …',
  nothing: 'In diesem Dokument wurde noch nichts geschrieben.',
  told_one: '{{count}} Zeile Verlauf',
  told_other: '{{count}} Zeilen Verlauf',
  older: 'Älteres zeigen',
  most: 'Das sind die neuesten Zeilen. Es gibt ältere, die hier nicht gezeigt werden.',
  offline: 'Der Verlauf liegt auf dem Relay, und das ist gerade nicht zu erreichen. Ihr Text ist auf diesem Computer.',
  brokeOff: 'Der Verlauf ist abgebrochen. Was hier steht, stimmt; ältere Zeilen fehlen.',
  unknown: 'Das Relay hat dieses Dokument noch nicht. Sein Verlauf beginnt, sobald es dort ist.',
  again: 'Noch einmal versuchen',
}
