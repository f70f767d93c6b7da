// The palette and the sheet of shortcuts. Later than late: brought by the dialogs that say it.
export const commandDialogs = {
  palette: {
    label: 'Find a document or a command',
    documents: 'Documents',
    recent: 'Opened lately',
    commands: 'Commands',
    hint: '{{open}} opens, {{window}} opens in a new window',
  },
  sheet: {
    title: 'Keyboard shortcuts',
    everywhere: 'Everywhere',
    inLists: 'In lists of documents',
    lists: {
      move: 'Go to another row',
      ends: 'First and last row',
      open: 'Open',
      actions: 'Go to the buttons of the row',
      rename: 'Rename',
      trash: 'Move to trash',
    },
  },
} as const
