// What the relay has refused to do with a document. Part of the words of the lists, brought by refused-words.ts.
export const refused = {
  create:
    '{{title}} keeps its text on this computer but is not on the relay. The relay refused: {{why}}. Open it and copy its text into a new document to share it.',
  rename: 'The text is untouched, and the document is called {{title}} again. The relay refused: {{why}}.',
  trash: '{{title}} stays in the list. The relay refused: {{why}}.',
  restore: '{{title}} stays in the trash. The relay refused: {{why}}.',
  delete: '{{title}} was not deleted. The relay refused: {{why}}.',
} as const
