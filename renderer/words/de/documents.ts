// The lists of documents and what can be done with one of them.
import type { Translation } from '../languages.ts'

export const documents: Translation['documents'] = {
  title: 'Dokumente',
  inWindowTitle: '{{title}} – Ligature',
  show: 'Dokumente zeigen',
  hide: 'Dokumente ausblenden',
  search: 'Nach Titel suchen',
  clearSearch: 'Suche leeren',
  views: { label: 'Welche Dokumente', all: 'Alle', recent: 'Zuletzt', favourites: 'Favoriten' },
  actionsFor: 'Aktionen für {{title}}',
  star: '{{title}} zu den Favoriten',
  unstar: '{{title}} aus den Favoriten nehmen',
  rename: 'Umbenennen',
  newTitle: 'Neuer Titel',
  addFavourite: 'Zu den Favoriten',
  removeFavourite: 'Aus den Favoriten nehmen',
  openInWindow: 'In neuem Fenster öffnen',
  moveToTrash: 'In den Papierkorb',
  untitledFrom: 'Ohne Titel, {{when}}',
  present: '{{count}} gerade hier',
  openComments_one: '{{count}} offener Kommentar',
  openComments_other: '{{count}} offene Kommentare',
  presentIn: '{{count}} gerade hier in {{title}}',
  whoIsHere: 'Wer hier ist',
  notOnRelay: 'Bitte handeln: nur auf diesem Computer',
  loading_one: 'Das Relay zählt seine Liste auf: bisher {{count}} Dokument',
  loading_other: 'Das Relay zählt seine Liste auf: bisher {{count}} Dokumente',
  found_one: '{{count}} Dokument gefunden',
  found_other: '{{count}} Dokumente gefunden',
  notReached: 'Das Relay ist nicht zu erreichen. So sah die Liste zuletzt aus.',
  empty: {
    all: 'Noch keine Dokumente. Beginnen Sie eines: Es wird vom ersten Buchstaben an auf diesem Computer behalten, mit oder ohne Netz, und Sie können es teilen, wann immer Sie wollen.',
    recent: 'Auf diesem Computer wurde noch nichts geöffnet. Was Sie öffnen, steht hier, das Neueste zuerst.',
    favourites: 'Noch keine Favoriten. Der Stern neben einem Dokument stellt es hierher, nur auf diesem Computer.',
    search:
      'Kein Dokument hier hat „{{words}}“ im Titel. „Dokument oder Befehl finden“ im Menü sucht auch in den Texten.',
    trash: 'Der Papierkorb ist leer.',
    trashSearch: 'Nichts im Papierkorb hat „{{words}}“ im Titel. Eine leere Suche zeigt alles darin.',
  },
  trashed: '{{title}} ist im Papierkorb.',
  undo: 'Rückgängig',
  notKept:
    'Der Text ist unberührt. Dieser Computer konnte die Änderung nicht behalten: {{why}}. Versuchen Sie es noch einmal.',
  noNewDocument:
    'Nichts wurde geändert. Dieser Computer konnte kein neues Dokument behalten: {{why}}. Versuchen Sie es noch einmal.',
  quoted: '„{{title}}“',
  refused: {
    create:
      '{{title}} behält seinen Text auf diesem Computer, ist aber nicht auf dem Relay. Das Relay hat abgelehnt: {{why}}. Öffnen Sie es und kopieren Sie seinen Text in ein neues Dokument, um es zu teilen.',
    rename: 'Der Text ist unberührt, und das Dokument heißt wieder {{title}}. Das Relay hat abgelehnt: {{why}}.',
    trash: '{{title}} bleibt in der Liste. Das Relay hat abgelehnt: {{why}}.',
    restore: '{{title}} bleibt im Papierkorb. Das Relay hat abgelehnt: {{why}}.',
    delete: '{{title}} wurde nicht gelöscht. Das Relay hat abgelehnt: {{why}}.',
  },
  twoTitles: {
    mark: 'Zwei Titel: wählen',
    words:
      'Der Text ist unberührt. Jemand anders hat dieses Dokument inzwischen {{theirs}} genannt, und so heißt es jetzt. Sie haben es {{mine}} genannt. Wählen Sie, welcher Titel bleibt.',
    useMine: 'Meinen verwenden',
    keepTheirs: 'Den anderen behalten',
  },
  trash: {
    title: 'Papierkorb',
    words: 'Was hier ist, behält seinen Text, bis ihn jemand endgültig löscht.',
    movedAt: 'Hierher verschoben: {{when}}',
    restore: 'Wiederherstellen',
    restored: '{{title}} ist wieder in der Liste.',
    deleteForEver: 'Endgültig löschen',
    confirm: {
      title: '{{title}} endgültig löschen?',
      words:
        'Der Text und alles, was darin geschrieben wurde, ist dann weg: vom Relay, für alle, und von diesem Computer. Niemand kann es zurückholen. Wer es jetzt geöffnet hat, behält, was im eigenen Fenster steht.',
      keep: 'Behalten',
      delete: 'Endgültig löschen',
    },
    deleted: '{{title}} ist endgültig gelöscht.',
  },
}
