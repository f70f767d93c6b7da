// All of a relay as one file: what is asked, how far it is, and what became of it. Brought by workspace-words.ts.
export const workspace = {
  commands: { export: 'Export everything…', import: 'Import a workspace…' },
  documents_one: '{{count}} document',
  documents_other: '{{count}} documents',
  images_one: '{{count}} image',
  images_other: '{{count}} images',
  counts: '{{documents}}, {{images}}',
  progress: '{{done}} of {{total}}',
  progressStarts: 'Starting…',
  again: 'Try again',
  export: {
    title: 'Export everything',
    words:
      'All documents of this relay with their folders, comments, history and named versions, the trash too, and all images, in one file. It can be imported again here or into another relay.',
    begin: 'Choose a place',
    beginDownload: 'Download',
    downloads: 'The browser downloads it. If that breaks off, the file has no end, and an import refuses it.',
    running: 'Exporting everything…',
    ended: 'Everything was exported',
    calledOff: 'The export was called off. Your documents are as they were, and no file was written.',
    failed: 'Your documents are as they were, and no file was written.',
    damaged_one:
      'The relay could not read {{count}} of them as a whole. The file names it; whoever runs the relay finds out more with fsck.',
    damaged_other:
      'The relay could not read {{count}} of them as a whole. The file names them; whoever runs the relay finds out more with fsck.',
    unreachable: 'The relay could not be reached, or broke off before the end. Try again when it can be reached.',
    others: 'Four exports are running already. Try again when one has ended.',
    notWritten: 'The file could not be written: {{reason}}',
  },
  import: {
    title: 'Import a workspace',
    words:
      'A file from “Export everything”. All of it comes in, or nothing. What is here already stays as it is: a document whose place is taken comes in beside it.',
    begin: 'Choose the file',
    running: 'Importing {{name}}…',
    ended: 'The workspace was imported',
    calledOff: 'The import was called off. Nothing was imported.',
    failed: 'Nothing was imported. Your documents are as they were.',
    renamed_one: '{{count}} of them was here already, or was deleted for ever, and came in as a new document.',
    renamed_other: '{{count}} of them were here already, or were deleted for ever, and came in as new documents.',
    damaged_one: '{{count}} of them was damaged when it was exported, and is here as far as it could be read:',
    damaged_other: '{{count}} of them were damaged when they were exported, and are here as far as they could be read:',
    wrongFile:
      'This is not a workspace’s file, or its beginning is damaged. Choose one that “Export everything” has made.',
    broken: 'Line {{line}} is broken: {{why}}. Export it once more, and import that file.',
    brokenFile: 'The file is broken: {{why}}. Export it once more, and import that file.',
    cutOff: 'The file has no end: the export or download broke off. Export it once more, and import that file.',
    unknown: 'Line {{line}}: {{why}}. The file comes from a newer relay; bring this one up to date first.',
    tooLarge: '{{why}}. Whoever runs this relay can allow more.',
    another: 'Another import is running. Try again when it has ended.',
    refused: 'The relay does not take it: {{why}}',
    notKnown:
      'It is not known what came of it: the relay did not answer. Either all of it came in or nothing. Look at your documents before you try again.',
  },
} as const
