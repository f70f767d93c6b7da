// What is said when two people have renamed a document. Part of the words of the lists, brought by
// two-titles-words.ts: few ever read it.
export const twoTitles = {
  words:
    'The text is untouched. Somebody else called this document {{theirs}} meanwhile, and that is its title. You called it {{mine}}. Choose one.',
  useMine: 'Use mine',
  keepTheirs: 'Keep theirs',
} as const
