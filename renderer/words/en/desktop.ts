// The desktop app: files, relays, news of the relay inside.
export const desktop = {
  menu: { relays: 'Relays…' },
  file: {
    untitled: 'Untitled',
    saved: 'Saved as “{{name}}”.',
    'not-saved': 'The document is unchanged. The file could not be written: {{why}}',
    'not-opened': 'Your documents are unchanged. The file could not be opened: {{why}}',
    'too-large': 'Nothing was opened. “{{name}}” is larger than 16 MB, which is more than a document holds.',
    'not-text': 'Nothing was opened. “{{name}}” is not a text file in UTF-8.',
    unreadable: 'Nothing was opened. “{{name}}” cannot be read; look whether it is still there and yours to read.',
  },
  relay: {
    again: 'What you wrote is on this computer. The relay inside Ligature stopped and is being started again.',
    givenUp:
      'What you wrote is on this computer. The relay inside Ligature does not start; quit Ligature and open it again.',
  },
  relays: {
    title: 'Relays',
    what: 'A relay is where documents are shared. Ligature has one of its own on this computer; add another by the address that whoever runs it gave you.',
    close: 'Close',
    embedded: 'This computer',
    embeddedWhat: 'The relay inside Ligature',
    current: 'In this window',
    open: 'Open',
    openNamed: 'Open {{name}}',
    remove: 'Remove',
    removeNamed: 'Remove {{name}}',
    removeWhat: 'Remove {{name}}? Its documents stay there, and what this computer keeps of them stays here.',
    keep: 'Keep',
    address: 'Address of another relay',
    add: 'Add',
    asking: 'Asking…',
    secret: 'Its secret',
    secretNotKept:
      'The relay was added. This system has no place to keep secrets safe, so Ligature asks for it again after a restart: add the relay once more then.',
    failed: 'Your documents are unchanged. That did not work: {{why}}',
    refused: {
      'not-an-address': 'That is not a web address. One looks like https://write.example.org.',
      insecure: 'That address is not encrypted. Beyond this computer, a relay needs https.',
      unreachable: 'Nobody answers there. Look whether the address is right, then try again.',
      'not-a-relay': 'Somebody answers there, but it is not a Ligature relay.',
      'secret-required': 'This relay asks for a secret. Whoever runs it can give it to you.',
    },
  },
} as const
