// Everything that can be done by name: in the menu, in the palette, in the sheet of shortcuts.
import type { Translation } from '../languages.ts'

export const commands: Translation['commands'] = {
  names: {
    newDocument: 'Neues Dokument',
    palette: 'Dokument oder Befehl finden',
    allDocuments: 'Alle Dokumente',
    trash: 'Papierkorb',
    relays: 'Relays …',
    import: 'Importieren …',
    export: 'Exportieren …',
    copyLink: 'Link kopieren',
    newWindow: 'Neues Fenster',
    rename: 'Dieses Dokument umbenennen',
    comments: 'Kommentare',
    history: 'Verlauf',
    favourite: 'Als Favorit setzen oder entfernen',
    moveToFolder: 'In einen Ordner legen …',
    moveToTrash: 'In den Papierkorb',
    yourName: 'Ihr Name',
    shortcuts: 'Tastenkürzel',
    themeSystem: 'Darstellung: wie das System',
    themeLight: 'Darstellung: hell',
    themeDark: 'Darstellung: dunkel',
  },
  palette: {
    label: 'Dokument oder Befehl finden',
    documents: 'Dokumente',
    recent: 'Zuletzt geöffnet',
    commands: 'Befehle',
    hint: '{{open}} öffnet, {{window}} öffnet in einem neuen Fenster',
  },
  sheet: {
    title: 'Tastenkürzel',
    everywhere: 'Überall',
    inLists: 'In Dokumentlisten',
    lists: {
      move: 'Zu einer anderen Zeile',
      ends: 'Erste und letzte Zeile',
      open: 'Öffnen',
      actions: 'Zu den Knöpfen der Zeile',
      rename: 'Umbenennen',
      trash: 'In den Papierkorb',
    },
  },
}
