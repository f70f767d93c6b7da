// Imports and exports: what is asked, how far it is, and what became of it. Brought by transfer-words.ts.
import { transfer } from './transfer.ts'

export const transferWhole = {
  ...transfer,
  export: {
    title: 'Export',
    what: 'What',
    scope: { one: 'This document', all: 'All documents, as a zip file' },
    as: 'As',
    format: { markdown: 'Markdown', html: 'Web page', text: 'Plain text' },
    hint: {
      markdown: 'For other editors; images lie in a folder beside it',
      html: 'One file for each document, images inside, for reading',
      text: 'The words alone',
    },
    link: 'Copy a link to the Markdown',
    begin: 'Export',
    running: 'Exporting…',
    calledOff: 'The export was called off. Your documents are as they were, and no file was written.',
    ended_zero: 'Nothing was exported',
    ended_one: '{{count}} document was exported',
    ended_other: '{{count}} documents were exported',
  },
  import: {
    ...transfer.import,
    title: 'Import Markdown',
    words:
      'Each .md file becomes a document of its own, with the images that lie beside it. You can also drop files or a folder anywhere in the window.',
    files: 'Choose files',
    folder: 'Choose a folder',
    running: 'Importing…',
    calledOff_zero: 'The import was called off. Nothing had come in.',
    calledOff_one:
      'The import was called off. {{count}} document had come in whole and stays; nothing came in by half.',
    calledOff_other:
      'The import was called off. {{count}} documents had come in whole and stay; nothing came in by half.',
    ended_zero: 'Nothing was imported',
    ended_one: '{{count}} document was imported',
    ended_other: '{{count}} documents were imported',
  },
  problem: {
    ...transfer.problem,
    title_one: 'One thing to know:',
    title_other: '{{count}} things to know:',
    tooMany: 'Only the first 5,000 files were looked at. Import the others folder by folder.',
    noMarkdown: 'Nothing was changed. There was no Markdown file (.md) among these. Choose others.',
    tooLarge: 'Not imported: it is larger than {{limit}} MB. Split it and try again.',
    notText: 'Not imported: it is not text in UTF-8. Save it as UTF-8 and try again.',
    notImported: 'Not imported: {{reason}}. Try it again by itself.',
    imageMissing:
      'Imported, with its text whole. The image {{image}} does not lie beside it; import the folder that holds both.',
    imageNotKept: 'Imported, with its text whole. The image {{image}} was not taken along: {{why}}.',
    image: {
      'not-an-image': 'it is not a PNG, JPEG, GIF, WebP or AVIF image',
      svg: 'it is an SVG, which can contain programs',
      'too-large': 'it is too large',
      empty: 'it is empty',
    },
    imageNotHad:
      'Exported, without an image that is not on this computer and cannot be fetched just now. Export it again when the relay can be reached.',
    notHad:
      'Not exported. It is not on this computer, and the relay cannot be reached just now. Export it again when it can.',
    notExported: 'Not exported; the document is as it was. {{reason}}. Try again.',
  },
} as const
