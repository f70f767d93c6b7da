// The search through titles and texts. Brought by search-words.ts.
export const search = {
  placeholder: 'Find a title, a text or a command…',
  texts: 'In the texts',
  heading: '{{heading}}: ',
  nothing: 'Nothing here is called “{{words}}”, and no text says so. Fewer words find more.',
  searching: 'Searching the texts…',
  more: 'There are more. Another word narrows it down.',
  offline: 'The relay cannot be reached. These are the titles that this computer knows.',
  failed: 'The relay could not search the texts. These are the titles that this computer knows.',
  brokeOff: 'The search broke off. What is shown was found before that.',
  again: 'Search again',
} as const
