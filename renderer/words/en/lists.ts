// What lists say that the first paint has no place for: that nothing is in them, and more. Brought by late-words.ts.
export const lists = {
  /** The rest of it is in two-titles.ts. */
  twoTitles: { mark: 'Two titles: choose' },
  presentIn: '{{count}} here now in {{title}}',
  openComments_one: '{{count}} open comment',
  openComments_other: '{{count}} open comments',
  whoIsHere: 'Who is here',
  empty: {
    all: 'No documents yet. Start one: it is kept on this computer from the first letter, with or without a network, and you can share it whenever you like.',
    recent: 'Nothing was opened on this computer yet. What you open stands here, the latest first.',
    favourites: 'No favourites yet. The star beside a document puts it here, on this computer only.',
    search:
      'No document here has a title with “{{words}}”. “Find a document or a command” in the menu looks into the texts, too.',
  },
} as const
