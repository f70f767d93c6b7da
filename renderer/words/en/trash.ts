// The trash, behind its name. Brought by trash-words.ts.
export const trash = {
  words: 'What is here keeps its text until somebody deletes it for ever.',
  movedAt: 'Moved here {{when}}',
  restore: 'Restore',
  deleteForEver: 'Delete for ever',
  confirm: {
    title: 'Delete {{title}} for ever?',
    words:
      'Its text and everything written in it will be gone: from the relay, for everybody, and from this computer. Nobody can bring it back. Whoever has it open now keeps what is in their window.',
    keep: 'Keep it',
    delete: 'Delete for ever',
  },
} as const

export const emptyTrash = {
  trash: 'The trash is empty.',
  trashSearch: 'Nothing in the trash has a title with “{{words}}”. An empty search shows all of it.',
} as const
