// Numbers that two programs depend on. Each has its unit in its name.

/** Largest WebSocket message the relay reads, unless configured otherwise. A pasted book is about 1 MB. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024

/** Largest attachment the relay keeps, unless configured otherwise. A photograph from a telephone is 3 to 12 MB. */
export const MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024

/** Largest document the relay keeps, unless configured otherwise. A book of a megabyte, rewritten for years, has a tenth. */
export const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024

/** Sessions of one address, unless configured otherwise: an office of hundreds, with ten documents open each. */
export const MAX_SESSIONS_PER_ADDRESS = 5_000

/** What one session may send in a second, unless configured otherwise. Ten fingers make 20 frames; a book is 1 MB. */
export const RATE_FRAMES = 1_000
export const RATE_BYTES = 8 * 1024 * 1024

/** A client says something within this time, unless configured otherwise: ours and y-websocket's do at once. */
export const FIRST_FRAME_SECONDS = 30

/** Largest awareness frame: a caret and a name for each of a hundred people is about 20 KB. */
export const MAX_PRESENCE_BYTES = 64 * 1024

export const MAX_TITLE_CHARACTERS = 200
export const MAX_NAME_CHARACTERS = 60

/** Folders of a relay: they are told all at once, and shown in one list. */
export const MAX_FOLDERS = 500

/** Named versions of one document: each holds all of its text. */
export const MAX_VERSIONS = 1_000
export const MAX_VERSION_NAME_CHARACTERS = 200

/** Rows in one page of a list when the client names no number, and the most it may ask for. */
export const PAGE_ROWS = 50
export const MAX_PAGE_ROWS = 200

/** The relay pings a socket this often; two missed and it is closed (R8). */
export const PING_EVERY_MS = 12_000

/**
 * An application frame goes to every session this often: y-websocket 3.1 hangs up after 30 s of silence (R8). With the
 * ping (PING_EVERY_MS), for two frames in one write cost little more than one, and an idle relay does nothing else.
 */
export const SPEAK_EVERY_MS = 12_000

/** The relay says something on a stream of events this often, if only a comment: one silent for much longer has broken off. */
export const BEAT_EVERY_MS = 12_000

/** Presence of a connection that broke off stays this long, so that a reload does not blink (R8, R13). */
export const PRESENCE_GRACE_MS = 3_000

/** Our client asks `ping` after this much silence and gives the answer as long again (DESIGN: found within 10 s). */
export const CLIENT_SILENCE_MS = 5_000

/** The port of the relay unless configured otherwise. Fixed: another port is another origin, with an empty local copy. */
export const DEFAULT_PORT = 4455

/** Largest Markdown file that becomes a document. A book has one megabyte; docs/markdown.md says what more would cost. */
export const MAX_IMPORT_BYTES = 4 * 1024 * 1024

/** Longest line of a workspace's file. What a relay writes has a quarter. */
export const MAX_WORKSPACE_LINE_BYTES = 2 * 1024 * 1024

/** Documents that the answer to an import names, of those that there is something to say of. */
export const MOST_NAMED = 100

/** What may be searched for at once. */
export const MAX_SEARCH_CHARACTERS = 200
/** Hits of a search when the client names no number, and the most it may ask for. */
export const SEARCH_HITS = 50
export const MAX_SEARCH_HITS = 200

/** One comment, in UTF-16 units: some five pages. */
export const MAX_COMMENT_CHARACTERS = 10_000
/** What a comment quotes of the text, and what it remembers on either side of that. */
export const MAX_QUOTE_CHARACTERS = 500
export const QUOTE_MARGIN_CHARACTERS = 32
/** Threads of a document, entries of a thread and of a document, and UTF-16 units of all of a document's comments: all are told at once. */
export const MAX_THREADS = 1_000
export const MAX_ENTRIES = 100
export const MAX_ENTRIES_OF_DOCUMENT = 5_000
export const MAX_COMMENTS_CHARACTERS = 2_000_000
