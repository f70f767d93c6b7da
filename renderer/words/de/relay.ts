// What the relay answers when it says no. Stands inside a sentence, after "Das Relay hat abgelehnt:".
import type { Translation } from '../languages.ts'

export const relay: Translation['relay'] = {
  problems: {
    'bad-request': 'es hat nicht verstanden, was gefragt war',
    'bad-document-id': 'das ist nicht die Kennung eines Dokuments',
    'forbidden-origin': 'diese Seite darf nicht mit ihm sprechen',
    'forbidden-host': 'es ist unter diesem Namen nicht bekannt',
    forbidden: 'Sie dürfen das nicht',
    'not-found': 'unter dieser Adresse gibt es nichts',
    'document-not-found': 'ein solches Dokument gibt es nicht',
    'attachment-not-found': 'es hat kein solches Bild',
    'method-not-allowed': 'das kann es unter dieser Adresse nicht',
    'not-in-trash': 'nur ein Dokument im Papierkorb kann endgültig gelöscht werden',
    'document-gone': 'dieses Dokument wurde endgültig gelöscht',
    'changed-meanwhile': 'das Dokument wurde inzwischen geändert',
    'too-large': 'was gesendet wurde, ist größer, als es annimmt',
    'wrong-media-type': 'es kann nicht lesen, was gesendet wurde',
    'not-an-image': 'dies ist kein Bild einer Art, die es aufbewahrt',
    'hash-mismatch': 'die Bytes sind nicht die, die die Adresse nennt',
    'upgrade-required': 'diese Adresse ist nur für gemeinsames Schreiben da',
    'secret-required': 'dieses Relay verlangt sein Geheimnis',
    internal: 'es hat versagt; was gespeichert ist, blieb unverändert',
    unavailable: 'es kann das gerade nicht',
  },
}
