// The panel that says who is in a document of the list.
import type { Translation } from '../languages.ts'

export const people: Translation['people'] = {
  title: 'Gerade hier',
  nameless: 'Jemand ohne Namen',
  asking: 'Das Relay wird gefragt, wer hier ist …',
  nobody: 'Niemand ist mehr hier.',
  offline: 'Das Relay ist nicht zu erreichen. Niemand kann sagen, wer hier ist.',
  brokeOff: 'Die Verbindung ist abgebrochen. Davor waren hier:',
  nobodyBrokeOff: 'Die Verbindung ist abgebrochen. Davor war niemand hier.',
  refused: 'Wer hier ist, kann nicht gezeigt werden. Das Relay hat abgelehnt: {{why}}.',
  again: 'Noch einmal versuchen',
  open: 'Dokument öffnen',
}
