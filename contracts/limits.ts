// Numbers that two programs depend on. Each has its unit in its name.

/** Largest WebSocket message the relay reads, unless configured otherwise. A pasted book is about 1 MB. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024

/** Largest awareness frame: a caret and a name for each of a hundred people is about 20 KB. */
export const MAX_PRESENCE_BYTES = 64 * 1024

export const MAX_TITLE_CHARACTERS = 200
export const MAX_NAME_CHARACTERS = 60

/** Rows in one page of a list when the client names no number, and the most it may ask for. */
export const PAGE_ROWS = 50
export const MAX_PAGE_ROWS = 200

/** The relay pings a socket this often; two missed and it is closed (R8). */
export const PING_EVERY_MS = 12_000

/** An application frame goes to every session at least this often: y-websocket 3.1 hangs up after 30 s of silence (R8). */
export const SPEAK_EVERY_MS = 20_000

/** Presence of a connection that broke off stays this long, so that a reload does not blink (R8, R13). */
export const PRESENCE_GRACE_MS = 3_000

/** Our client asks `ping` after this much silence and gives the answer as long again (DESIGN: found within 10 s). */
export const CLIENT_SILENCE_MS = 5_000

/** The port of the relay unless configured otherwise. Fixed: another port is another origin, with an empty local copy. */
export const DEFAULT_PORT = 4455

/** Largest file that the desktop app opens or saves as text. More than any document holds, less than stops a window. */
export const MAX_FILE_CHARACTERS = 16 * 1024 * 1024
