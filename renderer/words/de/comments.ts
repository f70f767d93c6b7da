// Die Kommentare zu einem Dokument.
import type { Translation } from '../languages.ts'

export const comments: Translation['comments'] = {
  title: 'Kommentare',
  open: 'Offene Kommentare',
  new: 'Neuer Kommentar',
  comment: 'Kommentieren',
  yourAnswer: 'Ihre Antwort',
  answer: 'Antworten',
  sends: '{{keys}} sendet',
  sending: 'Wird gesendet …',
  sent: 'Der Kommentar ist auf dem Relay.',
  aboutWords: 'Zu den ausgewählten Wörtern:',
  aboutDocument: 'Zum ganzen Dokument. Wählen Sie Wörter im Text aus, um sie zu kommentieren.',
  onDocument: 'Zum ganzen Dokument',
  showWords: 'Im Text zeigen: „{{words}}“',
  orphaned: 'Diese Wörter stehen nicht mehr im Text.',
  resolve: 'Erledigen',
  reopen: 'Wieder öffnen',
  resolvedBy: 'Erledigt von {{name}}',
  resolvedMeanwhile: 'Dies wurde inzwischen erledigt. Ihre Antwort bleibt hier, bis Sie sie senden.',
  guest: 'Gast',
  showResolved: 'Erledigte zeigen',
  hideResolved: 'Erledigte ausblenden',
  noneResolved: 'Noch ist nichts erledigt.',
  lacksResolved: 'Was erledigt ist, lässt sich nicht zeigen: Das Relay ist gerade nicht erreichbar.',
  asking: 'Das Relay wird gefragt …',
  empty: 'Nichts ist offen. Sind im Text Wörter ausgewählt, führt {{keys}} hierher.',
  offline:
    'Die Kommentare sind auf dem Relay, das gerade nicht erreichbar ist. Was Sie hier schreiben, bleibt erhalten.',
  brokeOff: 'Die Verbindung ist abgebrochen. Dies waren die Kommentare davor.',
  unknown: 'Das Relay hat dieses Dokument noch nicht. Sobald es da ist, lässt es sich kommentieren.',
  refused: 'Die Kommentare lassen sich nicht zeigen. Das Relay hat abgelehnt: {{why}}.',
  again: 'Noch einmal versuchen',
  tooLong_one: '{{count}} Zeichen zu viel',
  tooLong_other: '{{count}} Zeichen zu viel',
  notSent: {
    away: 'Ihre Wörter bleiben erhalten: Das Relay ist nicht erreichbar, und ob sie angekommen sind, ist nicht bekannt. Senden Sie sie noch einmal, wenn es wieder da ist; derselbe Kommentar entsteht nicht zweimal.',
    failed:
      'Ihre Wörter bleiben erhalten: Das Relay hat versagt, und ob sie angekommen sind, ist nicht bekannt. Senden Sie sie gleich noch einmal; derselbe Kommentar entsteht nicht zweimal.',
    refused: 'Nicht gesendet, und Ihre Wörter bleiben erhalten. Das Relay hat abgelehnt: {{why}}.',
  },
  notDone: {
    away: 'Ob das geschehen ist, ist nicht bekannt: Das Relay ist nicht erreichbar. Versuchen Sie es noch einmal, wenn es wieder da ist.',
    failed: 'Ob das geschehen ist, ist nicht bekannt: Das Relay hat versagt. Versuchen Sie es gleich noch einmal.',
    refused: 'Nichts wurde geändert. Das Relay hat abgelehnt: {{why}}.',
  },
  problems: {
    'thread-not-found': 'diesen Kommentar gibt es nicht mehr',
    'comments-full': 'es gibt so viele Kommentare, wie es annimmt',
  },
}
