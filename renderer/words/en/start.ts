// The first moments: what stands in the way of a start, and the first document anybody sees.
export const start = {
  tryAgain: 'Try again',
  notOpened: {
    title: 'Ligature could not open your documents',
    words:
      'Nothing was changed. This computer’s storage did not answer: {{why}}. Try again, or free some disk space first.',
  },
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
  /** `**bold**` and `` `code` `` are all of Markdown that welcome.ts reads here. */
  welcome: {
    title: 'Welcome to Ligature',
    intro:
      'Ligature is a place to write, alone or with others. This page is a document like any other: change it, or delete it all and begin.',
    together: 'Write with somebody',
    copyLink:
      '**Copy link** puts this document’s address on the clipboard. Send it to somebody; whoever opens it types here with you, and you see each other’s carets.',
    newWindow: '**New window** opens it a second time on this computer. It is the quickest way to see two carets meet.',
    where: 'Where your text is',
    whereWords:
      'Every letter is kept on this computer first. Then it goes to the relay, the small server that your documents share. The line at the top says which of the two has it. Without a network, go on writing: what the relay is missing is sent when it is back.',
    typing: 'Typing',
    typingWords:
      'At the start of a line, `#` and a space make a heading, `-` a list, `>` a quote. Around words, `**` makes them bold. Everything else is in the bar above.',
  },
} as const
