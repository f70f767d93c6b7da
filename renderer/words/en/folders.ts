// Folders: in the list, and where a document is moved. Brought by folder-words.ts.
export const folders = {
  label: 'Folders',
  all: 'All folders',
  create: 'New folder',
  name: 'Name of the folder',
  actionsFor: 'Actions for the folder {{title}}',
  rename: 'Rename folder',
  delete: 'Delete folder',
  empty:
    'Nothing is in this folder yet. Start a document here, or move one in: the menu of each has “Move to folder…”.',
  move: {
    label: 'Move {{title}} to a folder',
    placeholder: 'Find a folder, or name a new one…',
    none: 'No folder',
    here: 'It is here',
    make: 'New folder “{{title}}”',
    nothing: 'There is no folder yet. Type a name to make one.',
    hint: '{{choose}} moves it there, {{leave}} leaves it where it is',
  },
  moved: '{{title}} is in the folder “{{folder}}”.',
  movedOut: '{{title}} is in no folder any more.',
  undo: 'Undo',
  confirm: {
    title: 'Delete the folder “{{title}}”?',
    words_zero: 'Nothing is in it. It goes for everybody.',
    words_one: 'No document is deleted: the one in it stays, and is in no folder then. The folder goes for everybody.',
    words_other:
      'No document is deleted: the {{count}} in it stay, and are in no folder then. The folder goes for everybody.',
    keep: 'Keep it',
    delete: 'Delete folder',
  },
  deleted: 'The folder “{{title}}” is deleted. What was in it is in the list of all documents.',
  notLoaded: 'Nothing was changed. A part of the app did not arrive: the relay cannot be reached. Try again.',
  refused: {
    move: '{{title}} is where it was before. The relay refused: {{why}}.',
    create:
      'The folder “{{title}}” was not made; what was moved into it is where it was before. The relay refused: {{why}}.',
    rename: 'The documents are untouched, and the folder is called as before. The relay refused: {{why}}.',
    delete: 'The folder “{{title}}” was not deleted, and its documents are in it again. The relay refused: {{why}}.',
  },
  problems: {
    'folder-not-found': 'it has no such folder',
    'folder-gone': 'the folder was deleted',
    'folders-full': 'it has as many folders as it takes',
  },
} as const
