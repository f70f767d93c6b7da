// The screen of one document: its bar and where its text is. What can be wrong with it is in trouble.ts, and late; how the
// connection stands in connection.ts, and later.
export const document = {
  title: 'Document title',
  untitled: 'Untitled',
  newWindow: 'New window',
  newWindowBlocked:
    'Nothing has changed. The new window was blocked; allow pop-up windows for this page and try again.',
  copyLink: 'Copy link',
  copied: 'Copied',
  copiedAloud: 'The link is on the clipboard.',
  copiedHere: 'Copied. The link works on this computer only: its relay is at {{host}}.',
  copyRefused: 'The browser does not let Ligature copy. The link is {{link}}',
  opening: 'Opening the document',
  people: {
    here: 'People here',
    more: 'All people here',
    came: '{{names}} joined.',
    left: '{{names}} left.',
  },
  status: {
    saved: 'Saved on this computer and on {{relay}}',
    saving: 'Saving…',
    waiting_one: 'Saved on this computer — {{count}} change waiting for {{relay}}',
    waiting_other: 'Saved on this computer — {{count}} changes waiting for {{relay}}',
    offline: 'Offline — everything you type is kept on this computer',
    offlineEmpty: 'Offline',
    connecting: 'Connecting…',
    reconnecting: 'Reconnecting…',
    nextTry: '(next try {{seconds}} s)',
    actionNeeded: 'Action needed: {{what}}',
  },
  connection: {
    label: 'Connection details',
    retry: 'Retry now',
    reload: 'Reload',
    copy: 'Keep as a new document',
    notCopied: 'This could not be kept as a new document: {{why}} The text here is unchanged.',
  },
  lastChangesInDoubt: 'The last changes may not be stored on this computer: {{why}}. Open the document again to see.',
  notUnderstood: {
    title: 'This document needs another version',
    words:
      'Its text is untouched, on this computer and on the relay. It holds something that this version of Ligature does not know ({{what}}) and would destroy by opening it. Reload this page to get the newest version, or open the document where that was written.',
  },
  isNew: {
    words:
      'Nobody has written here yet: this address had no text until you opened it. Write, or, if you expected something, ask whoever sent the link for it once more.',
    dismiss: 'Understood',
  },
  inTrash: {
    words: 'This document is in the trash. Its text is kept until somebody deletes it for ever.',
    restore: 'Restore',
  },
  partMissing: {
    title: 'A part of Ligature did not arrive',
    words:
      'Nothing you wrote has been touched. What is missing comes when the relay can be reached; if not, try again.',
  },
} as const
