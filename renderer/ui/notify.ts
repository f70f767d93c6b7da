// Short notices with at most one action ("Undo"). Anyone calls `notify`; toasts.tsx shows them, as soon as it has arrived.

export interface Notice {
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
  /** Takes the place of an older one about the same: an id. */
  readonly about?: string
}

const waiting: Notice[] = []
let tell: () => void = () => undefined
const wait = (notice: Notice): void => {
  waiting.push(notice)
  tell()
}
let show = wait

/** Shows the notice. Read out politely by screen readers. */
export function notify(notice: Notice): void {
  show(notice)
}

/** Calls `told` for each notice that nobody shows yet. */
export function whenNoticesWait(told: () => void): void {
  tell = told
  if (waiting.length > 0) told()
}

/** From now on `shown` gets them, beginning with those that came before it was there. The answer ends that: they wait again. */
export function showNoticesWith(shown: (notice: Notice) => void): () => void {
  show = shown
  for (const notice of waiting.splice(0)) shown(notice)
  return () => (show = wait)
}
