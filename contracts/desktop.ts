// What the desktop app offers its pages: one object on `window.ligature`, put there by electron/preload and answered by
// electron/main. In the browser it is absent, and renderer/platform stands in for it. No call takes a path of this
// computer: files are chosen by the person in the system's dialog, and only main knows where they lie.
import { z } from 'zod'
import { DocumentIdSchema } from './ids.ts'
import { MAX_FILE_CHARACTERS, MAX_TITLE_CHARACTERS } from './limits.ts'

export const DESKTOP_GLOBAL = 'ligature'

/** What the relay inside the app goes by: in links, in what is kept on this computer, in the list of relays. */
export const EMBEDDED_RELAY = 'embedded'

/** The scheme of links that open the app, `ligature://open/{relay}/{document}`; the relay is an encoded origin or EMBEDDED_RELAY. */
export const LINK_SCHEME = 'ligature'

/** A relay this app knows. `identity` is EMBEDDED_RELAY or the relay's origin, and never changes; `url` may. */
const RelaySchema = z.object({ identity: z.string().max(300), url: z.url().max(300) })
export type KnownRelay = z.infer<typeof RelaySchema>

/** Why a relay was not added. Nothing is kept of it then. */
export const RELAY_REFUSALS = [
  /** What was typed is no web address. */
  'not-an-address',
  /** Plain http beyond this computer: Chromium does not let the app's pages reach it, and anybody on the way could read. */
  'insecure',
  'unreachable',
  /** Somebody answers there, but not a relay. */
  'not-a-relay',
  /** It asks for a secret, and none or a wrong one was given. */
  'secret-required',
] as const
const AddedSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('added'), relay: RelaySchema, secretKept: z.boolean() }),
  z.object({ is: z.literal('refused'), why: z.enum(RELAY_REFUSALS) }),
])
export type Added = z.infer<typeof AddedSchema>

/** A file that the person chose, read. `name` is without folder and ending. */
const FileReadSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('file'), name: z.string(), text: z.string().max(MAX_FILE_CHARACTERS) }),
  /** Called off, or there is none. */
  z.object({ is: z.literal('none') }),
  z.object({ is: z.literal('refused'), name: z.string(), why: z.enum(['too-large', 'not-text', 'unreadable']) }),
])
export type FileRead = z.infer<typeof FileReadSchema>

const FileSavedSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('saved'), name: z.string() }),
  z.object({ is: z.literal('none') }),
  z.object({ is: z.literal('failed'), why: z.string() }),
])
export type FileSaved = z.infer<typeof FileSavedSchema>

export const FILE_KINDS = ['md', 'html', 'txt'] as const
export type FileKind = (typeof FILE_KINDS)[number]

const FileToSaveSchema = z.object({
  /** Proposed to the person: the document's title. */
  name: z.string().max(MAX_TITLE_CHARACTERS),
  kind: z.enum(FILE_KINDS),
  text: z.string().max(MAX_FILE_CHARACTERS),
})
export type FileToSave = z.infer<typeof FileToSaveSchema>

const ShownSchema = z.object({
  document: DocumentIdSchema.nullable(),
  title: z.string().max(MAX_TITLE_CHARACTERS),
  /** The language of the page: menus and dialogs follow it. */
  language: z.string().max(35),
})

/** Every call over IPC: its name, what it takes, what it answers. Both sides parse with these. */
export const DESKTOP_CALLS = {
  /** The relay that the calling window shows. Rejects while nobody knows where the embedded one will listen. */
  relay: { takes: z.tuple([]), answers: RelaySchema },
  /** The identities of all of them, the embedded one first. */
  relays: { takes: z.tuple([]), answers: z.array(z.string().max(300)) },
  addRelay: { takes: z.tuple([z.string().max(300), z.string().max(300)]), answers: AddedSchema },
  /** Forgets its address and secret; what is kept of its documents stays. Its windows close; the calling one goes to the embedded relay. */
  removeRelay: { takes: z.tuple([z.string().max(300)]), answers: z.void() },
  /** The calling window shows that relay from now on. */
  switchRelay: { takes: z.tuple([z.string().max(300)]), answers: z.void() },
  newWindow: { takes: z.tuple([z.string().max(200)]), answers: z.void() },
  copyText: { takes: z.tuple([z.string().max(4_096)]), answers: z.void() },
  /** What the calling window shows, for the menus and the recent documents. */
  shows: { takes: z.tuple([ShownSchema]), answers: z.void() },
  openFile: { takes: z.tuple([]), answers: FileReadSchema },
  /** The next file that the system asked this window to open. */
  takeFile: { takes: z.tuple([]), answers: FileReadSchema },
  saveFile: { takes: z.tuple([FileToSaveSchema]), answers: FileSavedSchema },
  print: { takes: z.tuple([]), answers: z.void() },
  savePdf: { takes: z.tuple([z.string().max(MAX_TITLE_CHARACTERS)]), answers: FileSavedSchema },
} as const

export type DesktopCall = keyof typeof DESKTOP_CALLS
type Takes<Call extends DesktopCall> = z.infer<(typeof DESKTOP_CALLS)[Call]['takes']>
type Answer<Call extends DesktopCall> = z.infer<(typeof DESKTOP_CALLS)[Call]['answers']>

/** The channel a call travels on. */
export const channelOf = (call: DesktopCall): string => `ligature:${call}`

/** What a menu of the system may ask of the page in front. */
export const MENU_COMMANDS = [
  'new-document',
  'all-documents',
  'open-file',
  'save-markdown',
  'export-html',
  'export-text',
  'export-pdf',
  'print',
  'relays',
] as const
export type MenuCommand = (typeof MENU_COMMANDS)[number]

/** What main tells a page, unasked. */
export const DesktopEventSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('command'), command: z.enum(MENU_COMMANDS) }),
  /** takeFile() has one. */
  z.object({ is: z.literal('file-waiting') }),
  /** The embedded relay died; it is being started again, or was given up. */
  z.object({ is: z.literal('relay-died'), again: z.boolean() }),
])
export type DesktopEvent = z.infer<typeof DesktopEventSchema>

export const EVENT_CHANNEL = 'ligature:event'

export type DesktopApi = {
  readonly [Call in DesktopCall]: (...args: Takes<Call>) => Promise<Answer<Call>>
} & {
  /** Calls back for each event from now on, as long as the page lives. */
  readonly listen: (heard: (event: DesktopEvent) => void) => void
}

/** The same calls as main answers them: with the window that asks. */
export type DesktopAnswers<Asker> = {
  readonly [Call in DesktopCall]: (asker: Asker, ...args: Takes<Call>) => Promise<Answer<Call>>
}
