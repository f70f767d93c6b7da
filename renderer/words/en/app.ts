// The frame around every screen: its menu, its addresses.
export const app = {
  skipToContent: 'Skip to the content',
  menu: {
    label: 'Menu',
    yourName: 'Your name…',
    yourNameIs: 'Your name: {{name}}',
    appearance: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    language: 'Language',
    systemLanguage: 'As the system',
  },
  nothingHere: {
    title: 'There is nothing at this address',
    words:
      'Your documents are all where they were. The address is not one of a document: part of the link may be missing. Ask whoever sent it to use “Copy link” once more.',
  },
  toDocuments: 'Go to the documents',
} as const
