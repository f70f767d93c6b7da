// The words that tell a person where their text is. A pure function of what was acknowledged: nothing here guesses from
// a connection being open. Fed by open-document.ts, shown by the top bar.

/** The six states of DESIGN §10. `relay` is the relay's own name; times are milliseconds since 1970. */
export type Status =
  | { readonly kind: 'saved'; readonly relay: string }
  | { readonly kind: 'saving' }
  | { readonly kind: 'waiting'; readonly relay: string; readonly changes: number }
  | { readonly kind: 'offline'; readonly changes: number }
  | { readonly kind: 'reconnecting'; readonly nextTryAt: number | null; readonly changes: number }
  | { readonly kind: 'action-needed'; readonly problem: Trouble; readonly changes: number }

/** What only the person can mend. Each has a sentence with a next step in renderer/app. */
export type Trouble =
  | { readonly kind: 'local-copy-full' }
  | { readonly kind: 'local-copy-failed'; readonly message: string }
  | { readonly kind: 'refused'; readonly reason: import('../../contracts/wire.ts').Refusal }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  | { readonly kind: 'not-a-relay' }
