// Where `/` leads: on with the document that was open last; for a first start ever, into a welcome document; else the
// list. One window decides at a time, so that two opened together do not both write a welcome.
import type { DocumentId } from '../../../contracts/ids.ts'
import type { PresenceUser } from '../../../contracts/presence.ts'
import { newDocumentId } from '../../api/random-id.ts'
import { RelayRefused, RelayUnreachable } from '../../api/relay-errors.ts'
import { listLocalCopies } from '../../collab/local-database.ts'
import { type CaretWish, documentPath } from '../route.ts'
import type { Services } from '../services.ts'
import { webLocks } from '../web-locks.ts'
import { t } from '../../words/words.ts'
import { loadText } from '../document/load-text.ts'

/** How long a first start waits for the relay's list before it goes on without. */
const LIST_MS = 2_000

export interface Start {
  readonly path: string
  readonly caret: CaretWish | null
}

export async function whereToStart(services: Services, user: PresenceUser): Promise<Start> {
  return await webLocks().request(`ligature-start ${services.relayIdentity}`, () => decide(services, user))
}

async function decide(services: Services, user: PresenceUser): Promise<Start> {
  const lastOpened = await lastOpenedHere(services)
  if (lastOpened !== undefined) return { path: documentPath(lastOpened), caret: null }
  const copies = await listLocalCopies(services.relayIdentity)
  if (copies[0] !== undefined || !(await hasNothing(services))) return { path: '/documents', caret: null }
  return { path: documentPath(await createWelcome(services, user)), caret: 'end' }
}

async function lastOpenedHere({ documents }: Services): Promise<DocumentId | undefined> {
  const opened = (await documents.list()).filter(({ openedAt }) => openedAt !== null)
  return opened.sort((a, b) => (b.openedAt ?? 0) - (a.openedAt ?? 0))[0]?.id
}

/** Neither here nor, as far as it can be asked, on the relay. */
async function hasNothing({ documents }: Services): Promise<boolean> {
  try {
    await documents.refresh(LIST_MS)
  } catch (cause) {
    // No relay: what is known here decides.
    if (!(cause instanceof RelayUnreachable || cause instanceof RelayRefused)) throw cause
  }
  return (await documents.list()).length === 0
}

/** Resolves when the text is in the local copy: from then on it is a document like any other. */
async function createWelcome(
  { relay, relayIdentity, dialer, documents }: Services,
  user: PresenceUser,
): Promise<DocumentId> {
  const id = newDocumentId()
  const { openDocument, seedWelcome } = await loadText()
  const open = openDocument({ relay, relayIdentity, dialer, document: id, createdHere: true, user })
  try {
    seedWelcome(open.doc)
  } finally {
    await open.close()
  }
  await documents.create(id, t('start.welcome.title'))
  // Before the lock is let go: a window that waits for it goes on with this document.
  await documents.markOpened(id)
  return id
}
