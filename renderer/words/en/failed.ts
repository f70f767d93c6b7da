// What is said in place of the app when it cannot start, or broke. Brought by late-words.ts.
export const failed = {
  away: 'The relay does not answer just now. Try again when it is back.',
  relayDown: {
    title: 'The relay inside Ligature does not start',
    words:
      'Nothing you wrote has been touched. Ligature keeps documents in a relay of its own on this computer, and that has not started. Try again; if that does not help, quit Ligature and open it again. ({{why}})',
  },
  noStorage: {
    title: 'Ligature cannot keep anything on this computer',
    inBrowser:
      'Nothing you wrote earlier has been touched. This window gives no storage, so what you type could not be kept. Private windows often do that: open Ligature in an ordinary window. ({{why}})',
    onDesktop:
      'Nothing you wrote earlier has been touched. This window gives no storage, so what you type could not be kept. Look whether the disk is full, then quit Ligature and open it again. ({{why}})',
  },
  failed: {
    title: 'Ligature could not start',
    words: 'Nothing you wrote earlier has been touched. Try again; if that does not help, report this: {{why}}',
  },
  notOpened: {
    title: 'Ligature could not open your documents',
    words:
      'Nothing was changed. This computer’s storage did not answer: {{why}}. Try again, or free some disk space first.',
  },
  brokeOff: {
    title: 'Ligature cannot go on in this window',
    words:
      'Something in it broke. What is kept on this computer has not been touched. Try again; if that does not help, report this: {{why}}',
  },
} as const
