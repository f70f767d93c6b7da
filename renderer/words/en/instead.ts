// What stands in the place of a text that cannot be had. Later than late: brought by the page that says it.
export const instead = {
  notHere: {
    title: 'This document is not on this computer yet',
    words:
      'It was never opened here before, so whatever it holds is on the relay, and the relay at {{host}} cannot be reached just now. The document appears by itself when the relay answers.',
    reached: {
      title: 'The relay could not open this document',
      failed:
        'This computer has no copy of it. The relay at {{host}} was reached, but could not open the document. Its disk may be full, or its copy of the document may be damaged. Choose Try again; if this comes back, tell whoever runs the relay.',
      closed:
        'This computer has no copy of it. The relay at {{host}} was reached, but did not open the document: {{what}}. Choose Try again; if this comes back, ask whoever runs the relay.',
    },
    retry: 'Try again',
  },
  gone: {
    title: 'This document was deleted for ever',
    words:
      'Its text is gone from the relay, and there is no copy of it on this computer. Somebody who had it open may still have one on theirs; ask them, or go on with another document.',
  },
} as const
