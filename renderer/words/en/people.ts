// The panel that says who is in a document of the list. Brought by people-words.ts.
export const people = {
  title: 'Here now',
  nameless: 'Somebody without a name',
  asking: 'Asking the relay who is here…',
  nobody: 'Nobody is here any more.',
  offline: 'The relay cannot be reached, so nobody can say who is here.',
  brokeOff: 'The connection broke off. These were here before that.',
  nobodyBrokeOff: 'The connection broke off. Nobody was here before that.',
  refused: 'Who is here cannot be shown. The relay refused: {{why}}.',
  again: 'Try again',
  open: 'Open document',
} as const
