// What only the person can mend: first what happened to the text, then the fault, then the next step. Part of the words of a
// document, and late: nobody reads them at first.
export const trouble = {
  localCopyFull: {
    short: 'this computer has no room left',
    sentence:
      'What you typed last is not stored on this computer yet, so keep this window open. There is no room left for it. Free some disk space; Ligature tries again by itself.',
  },
  localCopyFailed: {
    short: 'this computer does not keep the text',
    sentence:
      'What you typed last may not be stored on this computer, so keep this window open. The browser reported: {{why}}. Copy your newest text to somewhere safe, then reload this page.',
  },
  notARelay: {
    short: 'this is not a relay',
    sentence:
      'Your text is kept on this computer. What answers at the relay’s address is not a Ligature relay; a network’s sign-in page does that too. Sign in to the network or check the address, then choose Retry now.',
  },
  readOnly: {
    short: 'you may not change this document',
    sentence:
      'Your latest changes are kept on this computer and nobody else has them. You may read this document, not change it. Ask its owner to let you edit.',
  },
  tooLarge: {
    short: 'the last change is too large',
    sentence:
      'Your last change and what follows it are kept on this computer only; everything before it is saved. The change is larger than this relay accepts{{atMost}}. Undo it or make it shorter, then choose Retry now; paste the rest in smaller pieces.',
  },
  malformed: {
    short: 'the relay cannot read a change',
    sentence:
      'Your text is kept on this computer, the latest part only here. The relay could not read one of your changes. Reload this page; if this comes back, copy the text into a new document.',
  },
  gap: {
    short: 'the relay misses an earlier change',
    sentence:
      'Your text is kept on this computer, the latest part only here. The relay misses something that came before it. Reload this page, so that everything is sent again.',
  },
  quota: {
    short: 'the document is full',
    sentence:
      'Your latest changes are kept on this computer. The document is as large as its relay allows{{atMost}}. Delete something or ask whoever runs the relay for more room, and choose Retry now; it is tried again by itself too.',
  },
  diverged: {
    short: 'an earlier change was refused',
    sentence:
      'Your latest changes are kept on this computer only. They build on a change that the relay refused. Reload this page, so that everything is sent again.',
  },
  version: {
    short: 'this version does not fit the relay',
    sentence:
      'Your text is kept on this computer. The relay did not understand this version of Ligature. Reload this page to get the newest one.',
  },
  signIn: {
    short: 'sign in again',
    sentence:
      'Your text is kept on this computer, changes made now are not sent. The relay does not know who you are any more. Reload this page and sign in.',
  },
  notShared: {
    short: 'this document is not shared with you',
    sentence:
      'What you wrote is kept on this computer; nothing more is sent. This document is not, or no longer, shared with you. Ask its owner for access.',
  },
  noDocument: {
    short: 'this is not a document’s address',
    sentence:
      'Nothing of yours is lost: there is no text at this address. Part of the link may be missing. Ask whoever sent it for the link once more.',
  },
  reset: {
    short: 'the document was reset',
    sentence:
      'Your copy is kept on this computer and was not merged. The document was reset on the relay, and this copy belongs to its past. Keep it as a new document, or discard it; then this one opens as it is now.',
  },
  otherDatabase: {
    short: 'the relay does not know this copy',
    sentence:
      'Your copy is kept on this computer and was not merged. The relay no longer has the document as you know it: its database is another one, or an older backup. Tell whoever runs the relay; when it has the right one again, reload this page. Or keep your copy as a new document, or discard it; then this one opens as the relay has it.',
  },
  deleted: {
    short: 'the document was deleted for ever',
    sentence:
      'The copy below is kept on this computer only. Somebody deleted this document for ever on the relay. Keep it as a new document if you still need it.',
  },
  relayFailed: {
    short: 'the relay failed',
    sentence:
      'Your text is kept on this computer, and what was saved on the relay is still there. The relay failed just now. Choose Retry now, or go on writing.',
  },
  shuttingDown: {
    short: 'the relay is shutting down',
    sentence:
      'Your text is kept on this computer, and what was saved on the relay is still there. The relay is shutting down. Go on writing; choose Retry now when it is back.',
  },
  silent: {
    short: 'the connection went silent',
    sentence:
      'Your text is kept on this computer. The relay heard nothing from here for too long. Check the network, then choose Retry now.',
  },
  slow: {
    short: 'the connection is too slow',
    sentence:
      'Your text is kept on this computer. The connection took what the relay sent too slowly. Check the network, then choose Retry now.',
  },
  crowded: {
    short: 'too many connections from your network',
    sentence:
      'Your text is kept on this computer. Your network has as many documents open on the relay as it may. Close some, or ask whoever runs the relay to allow more, then choose Retry now.',
  },
  imageTooLarge: {
    short: 'an image is too large for the relay',
    sentence:
      'Your image is kept on this computer only; the text around it is sent as usual. It is larger than this relay accepts{{atMost}}. Remove it or put a smaller one in its place; or ask whoever runs the relay to allow more, and choose Retry now.',
  },
  imageRefused: {
    short: 'the relay refused an image',
    sentence:
      'Your image is kept on this computer only; the text around it is sent as usual. The relay refused it: {{why}}. Remove it or choose Retry now; if this comes back, ask whoever runs the relay.',
  },
  closed: {
    short: 'the relay closed the connection',
    sentence:
      'Your text is kept on this computer. The relay closed the connection with code {{code}} (“{{reason}}”). Reload this page; if this comes back, tell whoever runs the relay.',
  },
} as const

/** How much it accepts, behind "larger than this relay accepts"; nothing where that is not known. */
export const atMost = ' ({{size}} at most)'

/** Of a document that goes on without this copy: it was reset, or the relay's database is another one. The
 * question is in discard.ts. */
export const ownCopy = {
  ask: 'Discard my copy…',
  notDiscarded: 'Your copy is still on this computer: it could not be discarded. {{why}}',
  title: '{{title}} (before the reset)',
  titleElsewhere: '{{title}} (my copy)',
} as const
