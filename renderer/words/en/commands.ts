// Everything that can be done by name: in the menu, in the palette, in the sheet of shortcuts. What those two say besides is
// in command-dialogs.ts.
export const commands = {
  names: {
    newDocument: 'New document',
    palette: 'Find a document or a command',
    allDocuments: 'All documents',
    trash: 'Trash',
    relays: 'Relays…',
    import: 'Import…',
    export: 'Export…',
    copyLink: 'Copy link',
    newWindow: 'New window',
    rename: 'Rename this document',
    comments: 'Comments',
    history: 'History',
    favourite: 'Add or remove favourite',
    moveToFolder: 'Move to folder…',
    moveToTrash: 'Move to trash',
    yourName: 'Your name',
    shortcuts: 'Keyboard shortcuts',
    themeSystem: 'Appearance: as the system',
    themeLight: 'Appearance: light',
    themeDark: 'Appearance: dark',
  },
} as const
