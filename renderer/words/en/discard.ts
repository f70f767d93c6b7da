// The question before this computer's copy is discarded. Later than late: brought by the dialog that asks it.
export const discard = {
  question: 'Discard your copy of this document?',
  words:
    'What is not in the document on the relay is in this copy only, and cannot be brought back once you discard it. The document then opens as it is on the relay.',
  keep: 'Keep my copy',
  discard: 'Discard it',
} as const
