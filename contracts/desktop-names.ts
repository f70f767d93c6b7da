// The names that the desktop app and its pages share. Apart from desktop.ts because a page's first load needs no schemas.

export const DESKTOP_GLOBAL = 'ligature'

/** What the relay inside the app goes by: in links, in what is kept on this computer, in the list of relays. */
export const EMBEDDED_RELAY = 'embedded'

/** The scheme of links that open the app, `ligature://open/{relay}/{document}`; the relay is an encoded origin or EMBEDDED_RELAY. */
export const LINK_SCHEME = 'ligature'
