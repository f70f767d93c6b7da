// The first document anybody sees. Brought by late-words.ts, as the editor is that it needs.

/** `**bold**` and `` `code` `` are all of Markdown that app/start/welcome.ts reads here. */
export const welcome = {
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
} as const
