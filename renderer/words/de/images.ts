// Images in a document: what stands at their place, and why one could not be put in.
import type { Translation } from '../languages.ts'

export const images: Translation['images'] = {
  place: {
    sending: 'Wird an das Relay gesendet, {{percent}} %',
    waiting: 'Auf diesem Computer gesichert. Es wird gesendet, sobald das Relay erreichbar ist.',
    refused: 'Auf diesem Computer gesichert, aber nicht auf dem Relay. {{reason}}',
    refusedTooLarge: 'Es ist größer, als dieses Relay annimmt{{atMost}}.',
    refusedOther: 'Das Relay hat es abgelehnt: {{problem}}.',
    looking: 'Das Bild wird gesucht …',
    coming: 'Dieses Bild ist noch nicht auf dem Relay. Es erscheint hier, sobald es ankommt.',
    unreachable:
      'Dieses Bild ist nicht auf diesem Computer, und das Relay ist gerade nicht erreichbar. Es erscheint von selbst.',
    elsewhere: 'Bild auf {{host}}. Es wird nicht geladen, damit dort niemand erfährt, dass Sie dies lesen.',
    nowhere: 'Bild ohne eine Adresse, die gezeigt werden kann',
    open: 'Dort öffnen',
    cancel: 'Abbrechen',
    cancelLabel: 'Dieses Bild nicht senden und aus dem Text nehmen',
    again: 'Erneut versuchen',
    remove: 'Entfernen',
    keeping: 'Das Bild wird auf diesem Computer gesichert …',
  },
  details: {
    label: 'Bild',
    description: 'Beschreibung',
    placeholder: 'Was ist zu sehen? Für alle, die es nicht sehen.',
    remove: 'Bild entfernen',
  },
  notKept: {
    'not-an-image':
      'Der Text ist unverändert. „{{name}}“ ist kein Bild, das hier aufbewahrt werden kann; PNG, JPEG, GIF, WebP und AVIF können es. Speichern Sie es so und versuchen Sie es erneut.',
    svg: 'Der Text ist unverändert. „{{name}}“ ist ein SVG; es kann Programme enthalten und wird nicht angenommen. Speichern Sie es als PNG und versuchen Sie es erneut.',
    'too-large':
      'Der Text ist unverändert. „{{name}}“ ist größer als {{limit}} MB. Verkleinern Sie es und versuchen Sie es erneut.',
    empty: 'Der Text ist unverändert. „{{name}}“ ist leer. Wählen Sie eine andere Datei.',
    disk: 'Der Text ist unverändert. Dieser Computer konnte „{{name}}“ nicht sichern: {{reason}}. Schaffen Sie Platz und versuchen Sie es erneut.',
    unnamed: 'Dieses Bild',
  },
}
