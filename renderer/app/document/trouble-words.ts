// What a person reads when only they can mend something. Every one says first what happened to the text, then what is
// wrong, then the next step. `short` stands in the status line, the sentence in the banner below it.
import { CLOSE, type CloseCode } from '../../../contracts/close-codes.ts'
import type { Refusal } from '../../../contracts/wire.ts'
import type { Trouble } from '../../collab/status.ts'

export interface TroubleWords {
  readonly short: string
  readonly sentence: string
  /** The button beside the sentence; null when the next step is not one that a button could take. */
  readonly next: 'retry' | 'reload' | null
  /** True when nothing more that is typed could ever arrive: the text can be read and copied, not changed. */
  readonly readOnly: boolean
}

export function troubleWords(trouble: Trouble): TroubleWords {
  switch (trouble.kind) {
    case 'local-copy-full':
      return words(
        'this computer has no room left',
        'What you typed last is not stored on this computer yet, so keep this window open. There is no room left for it. Free some disk space; Ligature tries again by itself.',
      )
    case 'local-copy-failed':
      return words(
        'this computer does not keep the text',
        `What you typed last may not be stored on this computer, so keep this window open. The browser reported: ${trouble.message}. Copy your newest text to somewhere safe, then reload this page.`,
      )
    case 'refused':
      return REFUSED[trouble.reason]
    case 'closed':
      return closedWords(trouble.code, trouble.reason)
    case 'not-a-relay':
      return words(
        'this is not a relay',
        'Your text is kept on this computer. What answers at the relay’s address is not a Ligature relay; a network’s sign-in page does that too. Sign in to the network or check the address, then choose Retry now.',
      )
  }
}

/** What the sentence tells a person to do is what the button offers. */
function words(short: string, sentence: string, readOnly = false): TroubleWords {
  const next = sentence.includes('Retry now')
    ? 'retry'
    : sentence.toLowerCase().includes('reload this page')
      ? 'reload'
      : null
  return { short, sentence, readOnly, next }
}

const REFUSED: Record<Refusal, TroubleWords> = {
  'read-only': words(
    'you may not change this document',
    'Your latest changes are kept on this computer and nobody else has them. You may read this document, not change it. Ask its owner to let you edit.',
    true,
  ),
  'too-large': words(
    'the last change is too large',
    'Your last change and what follows it are kept on this computer only; everything before it is saved. The change is larger than this relay accepts. Undo it or make it shorter, then choose Retry now; paste the rest in smaller pieces.',
  ),
  malformed: words(
    'the relay cannot read a change',
    'Your text is kept on this computer, the latest part only here. The relay could not read one of your changes. Reload this page; if this comes back, copy the text into a new document.',
  ),
  gap: words(
    'the relay misses an earlier change',
    'Your text is kept on this computer, the latest part only here. The relay misses something that came before it. Reload this page, so that everything is sent again.',
  ),
  epoch: words(
    'the document was reset',
    'Your latest changes are kept on this computer and were not merged. The document was reset meanwhile, and this copy belongs to its past. Copy what you need, then reload this page.',
    true,
  ),
  quota: words(
    'the relay has no room left',
    'Your latest changes are kept on this computer. The relay has no room left for this document. Ask whoever runs it for more room; go on writing, it is sent then.',
  ),
  diverged: words(
    'an earlier change was refused',
    'Your latest changes are kept on this computer only. They build on a change that the relay refused. Reload this page, so that everything is sent again.',
  ),
}

const CLOSED: Record<CloseCode, TroubleWords> = {
  4400: words(
    'this version does not fit the relay',
    'Your text is kept on this computer. The relay did not understand this version of Ligature. Reload this page to get the newest one.',
  ),
  4401: words(
    'sign in again',
    'Your text is kept on this computer, changes made now are not sent. The relay does not know who you are any more. Reload this page and sign in.',
    true,
  ),
  4403: words(
    'this document is not shared with you',
    'What you wrote is kept on this computer; nothing more is sent. This document is not, or no longer, shared with you. Ask its owner for access.',
    true,
  ),
  4404: words(
    'this is not a document’s address',
    'Nothing of yours is lost: there is no text at this address. Part of the link may be missing. Ask whoever sent it for the link once more.',
    true,
  ),
  4409: words(
    'the document was reset',
    'Your copy is kept on this computer and was not merged. The document was reset on the relay, and this copy belongs to its past. Copy what you need, then reload this page.',
    true,
  ),
  4410: words(
    'the document was deleted for ever',
    'The copy below is kept on this computer only. Somebody deleted this document for ever on the relay. Copy what you need into a new document.',
    true,
  ),
  4413: words(
    'the last change is too large',
    'Your last change and what follows it are kept on this computer only; everything before it is saved. The change is larger than this relay accepts. Undo it or make it shorter, then choose Retry now; paste the rest in smaller pieces.',
  ),
  4422: words(
    'the relay cannot read a change',
    'Your text is kept on this computer, the latest part only here. The relay could not read one of your changes. Reload this page; if this comes back, copy the text into a new document.',
  ),
  4500: words(
    'the relay failed',
    'Your text is kept on this computer, and what was saved on the relay is still there. The relay failed just now. Choose Retry now, or go on writing.',
  ),
  4503: words(
    'the relay is shutting down',
    'Your text is kept on this computer, and what was saved on the relay is still there. The relay is shutting down. Go on writing; choose Retry now when it is back.',
  ),
  4508: words(
    'the connection went silent',
    'Your text is kept on this computer. The relay heard nothing from here for too long. Check the network, then choose Retry now.',
  ),
  4529: words(
    'the connection is too slow',
    'Your text is kept on this computer. The connection took what the relay sent too slowly. Check the network, then choose Retry now.',
  ),
}

function closedWords(code: number, reason: string): TroubleWords {
  if (code in CLOSE) return CLOSED[code as CloseCode]
  const said = reason === '' ? '' : ` and said “${reason}”`
  return words(
    'the relay closed the connection',
    `Your text is kept on this computer. The relay closed the connection with code ${code}${said}. Reload this page; if this comes back, tell whoever runs the relay.`,
  )
}
