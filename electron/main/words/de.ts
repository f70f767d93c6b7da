// Menus, dialogs and boxes in German.
import type { Words } from './en.ts'

export const de: Words = {
  file: {
    label: 'Datei',
    new: 'Neues Dokument',
    newWindow: 'Neues Fenster',
    all: 'Alle Dokumente',
    open: 'Öffnen …',
    recent: 'Zuletzt geöffnet',
    noRecent: 'Noch keine Dokumente',
    clearRecent: 'Liste leeren',
    saveMarkdown: 'Als Markdown speichern …',
    export: 'Exportieren',
    html: 'Webseite (HTML) …',
    text: 'Reiner Text …',
    pdf: 'PDF …',
    print: 'Drucken …',
    relays: 'Relays …',
    close: 'Fenster schließen',
    quit: 'Beenden',
  },
  edit: {
    label: 'Bearbeiten',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    pastePlain: 'Ohne Formatierung einfügen',
    all: 'Alles auswählen',
  },
  view: {
    label: 'Ansicht',
    reload: 'Neu laden',
    actual: 'Originalgröße',
    larger: 'Größer',
    smaller: 'Kleiner',
    full: 'Vollbild',
    tools: 'Entwicklerwerkzeuge',
  },
  window: { label: 'Fenster', minimise: 'Minimieren', zoom: 'Zoomen', front: 'Alle nach vorne bringen' },
  help: { label: 'Hilfe', logs: 'Protokolle zeigen', about: 'Über Ligature' },
  app: {
    services: 'Dienste',
    hide: 'Ligature ausblenden',
    hideOthers: 'Andere ausblenden',
    showAll: 'Alle einblenden',
    quit: 'Ligature beenden',
  },
  context: { learn: 'Zum Wörterbuch hinzufügen', noGuess: 'Keine Vorschläge', copyLink: 'Linkadresse kopieren' },
  files: { md: 'Markdown', html: 'Webseite', txt: 'Reiner Text', pdf: 'PDF', untitled: 'Ohne Titel' },
  untitled: 'Ohne Titel',
  windowFailed: {
    title: 'Das Fenster ließ sich nicht öffnen',
    body: 'Ihre Dokumente sind unverändert. {{why}}',
  },
  relayFailed: {
    title: 'Das Relay in Ligature startet nicht',
    body: 'Was Sie geschrieben haben, ist auf diesem Computer. Dokumente, die Sie hier schon offen hatten, öffnen sich weiterhin, und was Sie darin schreiben, bleibt hier, bis das Relay wieder läuft. Beenden Sie Ligature und öffnen Sie es neu; das Protokoll ist {{log}}. ({{why}})',
  },
  badLink: {
    title: 'Dieser Link führt nirgendwohin',
    body: 'Nichts wurde geöffnet und nichts hat sich geändert. Vielleicht fehlt ein Teil des Links: Bitten Sie, ihn noch einmal zu kopieren.',
  },
  unknownRelay: {
    question: 'Das Relay {{relay}} hinzufügen?',
    detail:
      'Ein Link will dort ein Dokument öffnen, und Ligature kennt dieses Relay noch nicht. Fügen Sie es nur hinzu, wenn Sie dem Betreiber vertrauen: Er kann lesen, was Sie in den Dokumenten dort schreiben. Ihre anderen Dokumente bleiben, wo sie sind.',
    add: 'Hinzufügen und öffnen',
    cancel: 'Abbrechen',
  },
  relayRefused: {
    title: 'Das Relay wurde nicht hinzugefügt',
    'not-an-address': 'Nichts hat sich geändert. {{relay}} ist keine Adresse eines Relays.',
    insecure:
      'Nichts hat sich geändert. {{relay}} ist nicht verschlüsselt: Außerhalb dieses Computers braucht ein Relay https.',
    unreachable:
      'Nichts hat sich geändert. {{relay}} antwortet nicht. Prüfen Sie die Adresse und versuchen Sie es noch einmal.',
    'not-a-relay': 'Nichts hat sich geändert. Unter {{relay}} antwortet jemand, aber kein Ligature-Relay.',
    'secret-required':
      'Nichts hat sich geändert. {{relay}} verlangt ein Geheimnis: Fügen Sie es in Ligature unter Datei > Relays hinzu und öffnen Sie den Link dann noch einmal.',
  },
}
