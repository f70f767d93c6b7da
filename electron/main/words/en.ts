// What the system shows of the app outside its pages: menus, dialogs, boxes. English, the language that is complete; the
// others are typed by it.
export const en = {
  file: {
    label: 'File',
    new: 'New document',
    newWindow: 'New window',
    all: 'All documents',
    open: 'Open…',
    recent: 'Open recent',
    noRecent: 'No documents yet',
    clearRecent: 'Clear this list',
    saveMarkdown: 'Save as Markdown…',
    export: 'Export',
    html: 'Web page (HTML)…',
    text: 'Plain text…',
    pdf: 'PDF…',
    print: 'Print…',
    relays: 'Relays…',
    close: 'Close window',
    quit: 'Quit',
  },
  edit: {
    label: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    pastePlain: 'Paste without formatting',
    all: 'Select all',
  },
  view: {
    label: 'View',
    reload: 'Reload',
    actual: 'Actual size',
    larger: 'Larger',
    smaller: 'Smaller',
    full: 'Full screen',
    tools: 'Developer tools',
  },
  window: { label: 'Window', minimise: 'Minimise', zoom: 'Zoom', front: 'Bring all to front' },
  help: { label: 'Help', logs: 'Show logs', about: 'About Ligature' },
  app: {
    services: 'Services',
    hide: 'Hide Ligature',
    hideOthers: 'Hide others',
    showAll: 'Show all',
    quit: 'Quit Ligature',
  },
  context: { learn: 'Add to dictionary', noGuess: 'No suggestions', copyLink: 'Copy link address' },
  files: { md: 'Markdown', html: 'Web page', txt: 'Plain text', pdf: 'PDF', untitled: 'Untitled' },
  untitled: 'Untitled',
  windowFailed: {
    title: 'The window could not open',
    body: 'Your documents are unchanged. {{why}}',
  },
  relayFailed: {
    title: 'The relay inside Ligature does not start',
    body: 'What you wrote is on this computer. Documents that you opened here before still open, and what you type in them is kept here until the relay runs again. Quit Ligature and open it again; its log is {{log}}. ({{why}})',
  },
  badLink: {
    title: 'This link leads nowhere',
    body: 'Nothing was opened and nothing has changed. Part of the link may be missing: ask whoever sent it to copy it once more.',
  },
  unknownRelay: {
    question: 'Add the relay {{relay}}?',
    detail:
      'A link wants to open a document there, and Ligature does not know this relay yet. Add it only if you trust whoever runs it: they can read what you write in its documents. Your other documents stay where they are.',
    add: 'Add and open',
    cancel: 'Cancel',
  },
  relayRefused: {
    title: 'The relay was not added',
    'not-an-address': 'Nothing has changed. {{relay}} is not an address of a relay.',
    insecure: 'Nothing has changed. {{relay}} is not encrypted: beyond this computer, a relay needs https.',
    unreachable: 'Nothing has changed. {{relay}} does not answer. Look whether the address is right, then try again.',
    'not-a-relay': 'Nothing has changed. Somebody answers at {{relay}}, but it is not a Ligature relay.',
    'secret-required':
      'Nothing has changed. {{relay}} asks for a secret: add it in Ligature with File > Relays, then open the link again.',
  },
} as const

type Texts<Tree> = { readonly [Key in keyof Tree]: Tree[Key] extends string ? string : Texts<Tree[Key]> }
export type Words = Texts<typeof en>
