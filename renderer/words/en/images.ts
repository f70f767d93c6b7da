// Images in a document: what stands at their place, and why one could not be put in. Their details are in image-details.ts.
export const images = {
  place: {
    sending: 'Sending to the relay, {{percent}} %',
    waiting: 'Kept on this computer. It is sent when the relay can be reached.',
    refused: 'Kept on this computer, and not on the relay. {{reason}}',
    refusedTooLarge: 'It is larger than this relay accepts{{atMost}}.',
    refusedOther: 'The relay refused it: {{problem}}.',
    looking: 'Looking for the image…',
    coming: 'This image is not on the relay yet. It appears here as soon as it arrives.',
    unreachable: 'This image is not on this computer, and the relay cannot be reached just now. It appears by itself.',
    elsewhere: 'Image on {{host}}. It is not loaded, so that nobody there learns that you read this.',
    nowhere: 'Image without an address that can be shown',
    open: 'Open it there',
    cancel: 'Cancel',
    cancelLabel: 'Do not send this image, and take it out of the text',
    again: 'Try again',
    remove: 'Remove',
    keeping: 'Keeping the image on this computer…',
  },
} as const
