// Imports and exports: what is said before anything of them is loaded, or when that fails. The rest is in transfer-whole.ts.
export const transfer = {
  untitled: 'Untitled',
  zipName: 'Ligature documents',
  cancel: 'Cancel',
  close: 'Close',
  open: 'Open it',
  saved: 'Saved as “{{name}}”.',
  busy: 'Nothing was begun: the import or export before it still runs. Wait for its end, or cancel it, and try again.',
  progress: '{{done}} of {{total}} — {{name}}',
  import: { drop: 'Drop Markdown files or a folder to import them' },
  problem: {
    notWritten: 'Your documents are unchanged. The file could not be written: {{reason}}',
    failed: 'Your documents are as they were, except for those counted above. It ended early: {{reason}}. Try again.',
  },
} as const
