// All of a relay as one file: what is asked, how far it is, and what became of it.
import type { Translation } from '../languages.ts'

export const workspace: Translation['workspace'] = {
  commands: { export: 'Alles exportieren …', import: 'Arbeitsbereich importieren …' },
  documents_one: '{{count}} Dokument',
  documents_other: '{{count}} Dokumente',
  images_one: '{{count}} Bild',
  images_other: '{{count}} Bilder',
  counts: '{{documents}}, {{images}}',
  progress: '{{done}} von {{total}}',
  progressStarts: 'Beginnt …',
  again: 'Erneut versuchen',
  export: {
    title: 'Alles exportieren',
    words:
      'Alle Dokumente dieses Relays mit ihren Ordnern, Kommentaren, ihrem Verlauf und ihren benannten Fassungen, auch der Papierkorb, und alle Bilder in einer Datei. Sie kann hier oder in ein anderes Relay wieder importiert werden.',
    begin: 'Ort wählen',
    beginDownload: 'Herunterladen',
    downloads:
      'Der Browser lädt sie herunter. Bricht das ab, hat die Datei kein Ende, und ein Import weist sie zurück.',
    running: 'Alles wird exportiert …',
    ended: 'Alles wurde exportiert',
    calledOff: 'Der Export wurde abgebrochen. Ihre Dokumente sind unverändert, und es wurde keine Datei geschrieben.',
    failed: 'Ihre Dokumente sind unverändert, und es wurde keine Datei geschrieben.',
    damaged_one:
      '{{count}} davon konnte das Relay nicht ganz lesen. Die Datei nennt es; wer das Relay betreibt, erfährt mit fsck mehr.',
    damaged_other:
      '{{count}} davon konnte das Relay nicht ganz lesen. Die Datei nennt sie; wer das Relay betreibt, erfährt mit fsck mehr.',
    unreachable:
      'Das Relay war nicht erreichbar oder brach vor dem Ende ab. Versuchen Sie es erneut, sobald es erreichbar ist.',
    others: 'Vier Exporte laufen schon. Versuchen Sie es erneut, sobald einer zu Ende ist.',
    notWritten: 'Die Datei konnte nicht geschrieben werden: {{reason}}',
  },
  import: {
    title: 'Arbeitsbereich importieren',
    words:
      'Eine Datei aus „Alles exportieren“. Alles kommt an oder nichts. Was hier ist, bleibt, wie es ist: Ein Dokument, dessen Platz belegt ist, kommt daneben an.',
    begin: 'Datei wählen',
    running: '{{name}} wird importiert …',
    ended: 'Der Arbeitsbereich wurde importiert',
    calledOff: 'Der Import wurde abgebrochen. Nichts wurde importiert.',
    failed: 'Nichts wurde importiert. Ihre Dokumente sind unverändert.',
    renamed_one: '{{count}} davon war schon hier oder war endgültig gelöscht und kam als neues Dokument an.',
    renamed_other: '{{count}} davon waren schon hier oder waren endgültig gelöscht und kamen als neue Dokumente an.',
    damaged_one: '{{count}} davon war beim Export beschädigt und ist hier, soweit es lesbar war:',
    damaged_other: '{{count}} davon waren beim Export beschädigt und sind hier, soweit sie lesbar waren:',
    wrongFile:
      'Das ist nicht die Datei eines Arbeitsbereichs, oder ihr Anfang ist beschädigt. Wählen Sie eine, die „Alles exportieren“ gemacht hat.',
    broken: 'Zeile {{line}} ist kaputt: {{why}}. Exportieren Sie erneut, und importieren Sie diese Datei.',
    brokenFile: 'Die Datei ist kaputt: {{why}}. Exportieren Sie erneut, und importieren Sie diese Datei.',
    cutOff:
      'Die Datei hat kein Ende: Der Export oder der Download brach ab. Exportieren Sie erneut, und importieren Sie diese Datei.',
    unknown: 'Zeile {{line}}: {{why}}. Die Datei kommt von einem neueren Relay; aktualisieren Sie zuerst dieses.',
    tooLarge: '{{why}}. Wer dieses Relay betreibt, kann mehr erlauben.',
    another: 'Ein anderer Import läuft. Versuchen Sie es erneut, sobald er zu Ende ist.',
    refused: 'Das Relay nimmt sie nicht an: {{why}}',
    notKnown:
      'Es ist nicht bekannt, was daraus wurde: Das Relay hat nicht geantwortet. Alles kam an oder nichts. Sehen Sie nach Ihren Dokumenten, bevor Sie es erneut versuchen.',
  },
}
