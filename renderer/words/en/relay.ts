// What the relay answers when it says no, by the code of its problem (contracts/errors.ts). Stands inside a sentence,
// after "The relay refused:".
export const relay = {
  problems: {
    'bad-request': 'it did not understand what was asked',
    'bad-document-id': 'that is not a document’s id',
    'forbidden-origin': 'this site may not talk to it',
    'forbidden-host': 'it is not known by that name',
    forbidden: 'you may not do this',
    'not-found': 'there is nothing at this address',
    'document-not-found': 'there is no such document',
    'method-not-allowed': 'it cannot do that at this address',
    'not-in-trash': 'only a document in the trash can be deleted for ever',
    'document-gone': 'this document was deleted for ever',
    'changed-meanwhile': 'the document was changed meanwhile',
    'too-large': 'what was sent is larger than it accepts',
    'wrong-media-type': 'it cannot read what was sent',
    'upgrade-required': 'this address is for live editing only',
    internal: 'it failed; nothing saved has changed',
    unavailable: 'it cannot do this just now',
  },
} as const
