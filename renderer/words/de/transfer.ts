// Imports and exports: what is asked, how far it is, and what became of it.
import type { Translation } from '../languages.ts'

export const transfer: Translation['transfer'] = {
  untitled: 'Ohne Titel',
  zipName: 'Ligature-Dokumente',
  cancel: 'Abbrechen',
  close: 'Schließen',
  open: 'Öffnen',
  saved: 'Gesichert als „{{name}}“.',
  busy: 'Es wurde nichts begonnen: Der Import oder Export davor läuft noch. Warten Sie sein Ende ab, oder brechen Sie ihn ab, und versuchen Sie es erneut.',
  progress: '{{done}} von {{total}} – {{name}}',
  export: {
    title: 'Exportieren',
    what: 'Was',
    scope: { one: 'Dieses Dokument', all: 'Alle Dokumente, als Zip-Datei' },
    as: 'Als',
    format: { markdown: 'Markdown', html: 'Webseite', text: 'Reiner Text' },
    hint: {
      markdown: 'Für andere Programme; Bilder liegen in einem Ordner daneben',
      html: 'Eine Datei je Dokument, Bilder darin, zum Lesen',
      text: 'Nur die Wörter',
    },
    link: 'Link zum Markdown kopieren',
    begin: 'Exportieren',
    running: 'Wird exportiert …',
    calledOff: 'Der Export wurde abgebrochen. Ihre Dokumente sind unverändert, und es wurde keine Datei geschrieben.',
    ended_zero: 'Nichts wurde exportiert',
    ended_one: '{{count}} Dokument wurde exportiert',
    ended_other: '{{count}} Dokumente wurden exportiert',
  },
  import: {
    title: 'Markdown importieren',
    words:
      'Aus jeder .md-Datei wird ein eigenes Dokument, mit den Bildern, die daneben liegen. Sie können Dateien oder einen Ordner auch irgendwo in das Fenster ziehen.',
    files: 'Dateien wählen',
    folder: 'Ordner wählen',
    drop: 'Markdown-Dateien oder einen Ordner hier ablegen, um sie zu importieren',
    running: 'Wird importiert …',
    calledOff_zero: 'Der Import wurde abgebrochen. Es war noch nichts angekommen.',
    calledOff_one:
      'Der Import wurde abgebrochen. {{count}} Dokument war schon ganz da und bleibt; nichts kam nur zur Hälfte an.',
    calledOff_other:
      'Der Import wurde abgebrochen. {{count}} Dokumente waren schon ganz da und bleiben; nichts kam nur zur Hälfte an.',
    ended_zero: 'Nichts wurde importiert',
    ended_one: '{{count}} Dokument wurde importiert',
    ended_other: '{{count}} Dokumente wurden importiert',
  },
  problem: {
    title_one: 'Ein Hinweis:',
    title_other: '{{count}} Hinweise:',
    tooMany: 'Nur die ersten 5.000 Dateien wurden angesehen. Importieren Sie die übrigen Ordner für Ordner.',
    notWritten: 'Ihre Dokumente sind unverändert. Die Datei konnte nicht geschrieben werden: {{reason}}',
    noMarkdown: 'Nichts wurde geändert. Darunter war keine Markdown-Datei (.md). Wählen Sie andere.',
    failed:
      'Ihre Dokumente sind unverändert, bis auf die oben gezählten. Es endete vorzeitig: {{reason}}. Versuchen Sie es erneut.',
    tooLarge: 'Nicht importiert: größer als {{limit}} MB. Teilen Sie die Datei und versuchen Sie es erneut.',
    notText: 'Nicht importiert: kein Text in UTF-8. Speichern Sie die Datei als UTF-8 und versuchen Sie es erneut.',
    notImported: 'Nicht importiert: {{reason}}. Versuchen Sie es mit dieser Datei allein.',
    imageMissing:
      'Importiert, der Text ist vollständig. Das Bild {{image}} liegt nicht daneben; importieren Sie den Ordner, der beides enthält.',
    imageNotKept: 'Importiert, der Text ist vollständig. Das Bild {{image}} wurde nicht mitgenommen: {{why}}.',
    image: {
      'not-an-image': 'es ist kein PNG, JPEG, GIF, WebP oder AVIF',
      svg: 'es ist ein SVG und kann Programme enthalten',
      'too-large': 'es ist zu groß',
      empty: 'es ist leer',
    },
    imageNotHad:
      'Exportiert, ohne ein Bild, das nicht auf diesem Computer ist und gerade nicht geholt werden kann. Exportieren Sie erneut, sobald das Relay erreichbar ist.',
    notHad:
      'Nicht exportiert. Es ist nicht auf diesem Computer, und das Relay ist gerade nicht erreichbar. Exportieren Sie es, sobald es wieder da ist.',
    notExported: 'Nicht exportiert; das Dokument ist unverändert. {{reason}}. Versuchen Sie es erneut.',
  },
}
