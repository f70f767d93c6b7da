// The frame around every screen: its menu, its addresses.
export const app = {
  menu: {
    label: 'Menu',
    newDocument: 'New document',
    allDocuments: 'All documents',
    yourName: 'Your name…',
    yourNameIs: 'Your name: {{name}}',
    appearance: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    language: 'Language',
    systemLanguage: 'As the system',
    moveToTrash: 'Move to trash',
  },
  time: { justNow: 'just now' },
} as const
