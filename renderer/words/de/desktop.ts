// The desktop app: files, relays, news of the relay inside.
import type { Translation } from '../languages.ts'

export const desktop: Translation['desktop'] = {
  menu: { relays: 'Relays …' },
  file: {
    untitled: 'Ohne Titel',
    saved: 'Gespeichert als „{{name}}“.',
    'not-saved': 'Das Dokument ist unverändert. Die Datei ließ sich nicht schreiben: {{why}}',
    'not-opened': 'Ihre Dokumente sind unverändert. Die Datei ließ sich nicht öffnen: {{why}}',
    'too-large': 'Nichts wurde geöffnet. „{{name}}“ ist größer als 16 MB, mehr als ein Dokument fasst.',
    'not-text': 'Nichts wurde geöffnet. „{{name}}“ ist keine Textdatei in UTF-8.',
    unreadable:
      'Nichts wurde geöffnet. „{{name}}“ lässt sich nicht lesen; prüfen Sie, ob die Datei noch da ist und Sie sie lesen dürfen.',
  },
  relay: {
    again:
      'Was Sie geschrieben haben, ist auf diesem Computer. Das Relay in Ligature ist stehen geblieben und wird neu gestartet.',
    givenUp:
      'Was Sie geschrieben haben, ist auf diesem Computer. Das Relay in Ligature startet nicht; beenden Sie Ligature und öffnen Sie es neu.',
  },
  relays: {
    title: 'Relays',
    what: 'Auf einem Relay werden Dokumente geteilt. Ligature hat auf diesem Computer ein eigenes; ein weiteres fügen Sie mit der Adresse hinzu, die dessen Betreiber Ihnen gegeben hat.',
    close: 'Schließen',
    embedded: 'Dieser Computer',
    embeddedWhat: 'Das Relay in Ligature',
    current: 'In diesem Fenster',
    open: 'Öffnen',
    openNamed: '{{name}} öffnen',
    remove: 'Entfernen',
    removeNamed: '{{name}} entfernen',
    removeWhat:
      '{{name}} entfernen? Die Dokumente dort bleiben, und was dieser Computer davon aufbewahrt, bleibt hier.',
    keep: 'Behalten',
    address: 'Adresse eines weiteren Relays',
    add: 'Hinzufügen',
    asking: 'Wird gefragt …',
    secret: 'Das Geheimnis dieses Relays',
    secretNotKept:
      'Das Relay wurde hinzugefügt. Dieses System hat keinen sicheren Ort für Geheimnisse; nach einem Neustart fragt Ligature wieder danach: Fügen Sie das Relay dann noch einmal hinzu.',
    failed: 'Ihre Dokumente sind unverändert. Das ging nicht: {{why}}',
    refused: {
      'not-an-address': 'Das ist keine Webadresse. Eine sieht so aus: https://write.example.org.',
      insecure: 'Diese Adresse ist nicht verschlüsselt. Außerhalb dieses Computers braucht ein Relay https.',
      unreachable: 'Dort antwortet niemand. Prüfen Sie die Adresse und versuchen Sie es noch einmal.',
      'not-a-relay': 'Dort antwortet jemand, aber kein Ligature-Relay.',
      'secret-required': 'Dieses Relay verlangt ein Geheimnis. Sein Betreiber kann es Ihnen geben.',
    },
  },
}
