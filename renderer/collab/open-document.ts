// One open document: a Y.Doc, its durable local copy, its connection to the relay and the people in it. Opening is local
// first; `close()` undoes everything. Called by the screens in renderer/app.
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Address, DocumentId, Part } from '../../contracts/ids.ts'
import type { PresenceUser } from '../../contracts/presence.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { Conversation } from './conversation.ts'
import type { Dialer } from './dialer.ts'
import { LocalCopy } from './local-copy.ts'
import { databaseName } from './local-database.ts'
import type { Person } from './people.ts'
import { Presence } from './presence.ts'
import { Cell, type Readable } from './readable.ts'
import { Rescuer } from './rescue/rescuer.ts'
import { nextChangeAt, status, type Facts, type RefusedImage, type Status } from './status.ts'
import type { TransportName } from './transport.ts'

export type { Person } from './people.ts'

/** How the connection stands, for the popover behind the status words. */
export interface ConnectionDetails {
  readonly transport: TransportName | null
  readonly relayName: string | null
  /** Milliseconds since 1970; null when this relay has acknowledged nothing yet. */
  readonly lastAcknowledgedAt: number | null
  /** Local changes the relay has not acknowledged. */
  readonly waiting: number
  /** True when this session has delivered all that the relay had. */
  readonly synced: boolean
}

/** Where the document's text can be had from, so that the screen never shows an empty page for a full one. */
export type Contents =
  /** Reading the local copy. */
  | 'opening'
  /** Nothing of it on this computer yet; the relay has been asked. */
  | 'fetching'
  /** Nothing of it on this computer, and the relay cannot be reached or does not open it: the status says which. */
  | 'not-here'
  /** There is text, or the relay has said that the document is empty, or it was created here. Editable. */
  | 'here'

export interface OpenDocument {
  readonly address: Address
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly contents: Readable<Contents>
  readonly status: Readable<Status>
  readonly connection: Readable<ConnectionDetails>
  readonly people: Readable<readonly Person[]>
  /** True when the relay lets this person only read, or the document needs a newer version of the app. */
  readonly readOnly: Readable<boolean>
  /** Name and colour shown at this person's caret; null leaves no trace. */
  setUser(user: PresenceUser | null): void
  /** Somebody has typed what the Y.Doc cannot take yet: until the answer is called, the status says that it is not saved.
   * `write` is called before the document closes, and when the page goes or is hidden: it may never be shown again. */
  readonly holdBack: (write: () => void) => () => void
  /** Tries the relay at once instead of waiting for the back-off to end, and sends it what it has refused. */
  retryNow(): void
  /** Leaves, and resolves when everything typed is in the local copy or at the relay; then connection and Y.Doc have
   * ended. Rejects as soon as the disk does not take a change that the relay has not acknowledged either: text and
   * connection are kept then, and both are tried, until one of them has everything or the page goes. */
  close(): Promise<void>
  /** All of the text that this computer has, also what other windows have left on its disk: to be kept elsewhere. */
  takeCopy(): Promise<Uint8Array>
  /**
   * Closes, rejecting as close does, and removes this computer's copy: for one whose epoch is over (E4). With what `takeCopy`
   * gave it stays if it has more than that by now.
   */
  discard(taken?: Uint8Array): Promise<void>
}

export interface OpenDocumentOptions {
  /** The relay's http(s) origin. */
  readonly relay: string
  /** What its copies are kept under (copiesKey); its origin unless given. */
  readonly relayIdentity?: string
  readonly document: DocumentId
  readonly part?: Part
  readonly dialer: Dialer
  /** This person just created it: empty is what it is, and it may be written before any relay was reached. */
  readonly createdHere?: boolean
  readonly user: PresenceUser | null
  /** Images that were put into it and that the relay has not got: they wait like changes of the text (H5). */
  readonly images?: OwedImages
}

interface OwedImages {
  waitingIn(document: DocumentId): {
    readonly count: number
    readonly oldestAt: number | null
    readonly refusals: readonly RefusedImage[]
  }
  sendRefusedAgain(document: DocumentId): Promise<void>
  subscribe(changed: () => void): () => void
}

/** Returns at once; everything else arrives. */
export function openDocument(options: OpenDocumentOptions): OpenDocument {
  return new LocalFirstDocument(options)
}

class LocalFirstDocument implements OpenDocument {
  readonly address: Address
  readonly doc = new Y.Doc()
  readonly #options: OpenDocumentOptions
  readonly #name: string
  readonly #copy: LocalCopy
  readonly #conversation: Conversation
  readonly #presence: Presence
  readonly #rescuer: Rescuer | null
  readonly #contents: Cell<Contents>
  readonly #status: Cell<Status>
  readonly #connection: Cell<ConnectionDetails>
  readonly #unsubscribe: readonly (() => void)[]
  #heldBack: { readonly since: number; readonly write: () => void } | null = null
  #begun = false
  #statusTimer: ReturnType<typeof setTimeout> | undefined
  #closing: Promise<void> | null = null
  /** Closed by the person, and something is in memory only. */
  #lingers = false

  constructor(options: OpenDocumentOptions) {
    this.#options = options
    this.address = { document: options.document, part: options.part ?? 'text' }
    this.#name = databaseName(options.relayIdentity ?? options.relay, this.address)
    const changed = (): void => this.#look()
    // Before the provider: its update handler would send a change that is not even queued for the disk.
    this.#copy = new LocalCopy({
      doc: this.doc,
      name: this.#name,
      cameFromRelay: (origin) => origin === this.#conversation.origin,
      changed,
      now: options.dialer.now,
    })
    this.#rescuer = this.address.part === 'text' ? this.#makeRescuer() : null
    const awareness = new Awareness(this.doc)
    this.#presence = new Presence(awareness, options.user)
    const { address } = this
    const [copy, rescuer] = [this.#copy, this.#rescuer]
    this.#conversation = new Conversation({ ...options, address, awareness, copy, rescuer, changed })
    this.#contents = new Cell<Contents>(options.createdHere === true ? 'here' : 'opening')
    this.#status = new Cell<Status>(status(this.#facts(), options.dialer.now()))
    this.#connection = new Cell<ConnectionDetails>(this.#details())
    this.#unsubscribe = [
      options.dialer.outlook.subscribe(changed),
      listen('pagehide', () => this.#leavePage()),
      listen('visibilitychange', () => this.#heldBack?.write()),
      options.images?.subscribe(changed) ?? (() => undefined),
    ]
    this.#copy.load().catch(() => undefined) // The copy's own trouble tells it, and #look begins when it is mended.
  }

  get awareness(): Awareness {
    return this.#presence.awareness
  }
  get contents(): Readable<Contents> {
    return this.#contents
  }
  get status(): Readable<Status> {
    return this.#status
  }
  get connection(): Readable<ConnectionDetails> {
    return this.#connection
  }
  get people(): Readable<readonly Person[]> {
    return this.#presence.people
  }
  get readOnly(): Readable<boolean> {
    return this.#conversation.readOnly
  }

  setUser(user: PresenceUser | null): void {
    this.#presence.setUser(user)
  }

  readonly holdBack = (write: () => void): (() => void) => {
    this.#heldBack = { since: this.#options.dialer.now(), write }
    this.#look()
    return () => {
      this.#heldBack = null
      this.#look()
    }
  }

  retryNow(): void {
    this.#conversation.retryNow()
    this.#options.images?.sendRefusedAgain(this.address.document).catch(reportError)
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async takeCopy(): Promise<Uint8Array> {
    const { wholeCopy } = await import('./past-copy.ts')
    return await wholeCopy(this.#name, this.doc)
  }

  async discard(taken?: Uint8Array): Promise<void> {
    const { removeCopy } = await import('./past-copy.ts')
    await this.close()
    await removeCopy(this.#name, this.#copy.loaded?.epoch, taken)
  }

  #makeRescuer(): Rescuer {
    return new Rescuer({
      doc: this.doc,
      text: this.doc.getXmlFragment(TEXT_FIELD),
      mayWrite: () => !this.#conversation.readOnly.get(),
      synced: () => this.#conversation.synced,
      owes: () => this.#copy.owes,
    })
  }

  /** Only with the local copy in the Y.Doc may the relay be met: it must hear of everything owed, and an old epoch must
   * be known before anything is merged. A disk that cannot be read is tried again until it can. */
  #begin(): void {
    this.#begun = true
    if (this.#contents.get() === 'opening') this.#contents.set(this.#isHere() ? 'here' : 'fetching')
    else if (this.#copy.loaded?.here !== true) this.#copy.remember({ here: true })
    this.#conversation.begin()
  }

  /** The connection ends last: while the disk does not take a change, the relay may be the only one who can. */
  async #end(): Promise<void> {
    this.#heldBack?.write()
    this.#presence.leave()
    this.#rescuer?.close()
    try {
      await this.#copy.flush()
    } catch (cause) {
      this.#lingers = true
      throw cause
    }
    await this.#letGo()
  }

  async #letGo(): Promise<void> {
    this.#lingers = false
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#conversation.close()
    this.#presence.close()
    try {
      await this.#copy.close()
    } finally {
      clearTimeout(this.#statusTimer)
      this.doc.destroy()
    }
  }

  /** The tab is going, perhaps into the browser's cache: leave cleanly, write what is queued. */
  #leavePage(): void {
    this.#heldBack?.write()
    this.#presence.leave()
    void this.#copy.flush().catch(() => undefined) // Nobody is left to tell; the trouble is set for a page that returns.
  }

  /** Whatever happened, everything that is shown follows from the facts. The one timer is for time itself. */
  #look(): void {
    if (this.#closing !== null && !this.#lingers) return
    if (!this.#begun && this.#copy.loaded !== null) this.#begin()
    if (this.#lingers) {
      // It could only reject for what is typed after closing, and no screen is left to type in.
      if (this.#copy.homeless === 0) void this.#letGo().catch(() => undefined)
      return
    }
    const now = this.#options.dialer.now()
    const facts = this.#facts()
    this.#contents.set(this.#contentsNow())
    setIfChanged(this.#status, status(facts, now))
    setIfChanged(this.#connection, this.#details())
    clearTimeout(this.#statusTimer)
    const next = nextChangeAt(facts, now)
    if (next !== null) this.#statusTimer = setTimeout(() => this.#look(), next - now)
  }

  #contentsNow(): Contents {
    const before = this.#contents.get()
    if (before === 'opening' || before === 'here') return before
    if (this.#conversation.synced) {
      this.#copy.remember({ here: true })
      return 'here'
    }
    if (this.#conversation.connection.kind === 'session') return 'fetching'
    // A join that broke off halfway has left text.
    if (this.#isHere()) return 'here'
    const unreachable = this.#options.dialer.outlook.get().failedTries > 0 || this.#conversation.trouble !== null
    return unreachable ? 'not-here' : before
  }

  #isHere(): boolean {
    const loaded = this.#copy.loaded
    return loaded?.here === true || Y.encodeStateVector(this.doc).byteLength > EMPTY_STATE_VECTOR_BYTES
  }

  #facts(): Facts {
    const { debts, oldestUnstoredAt, loaded } = this.#copy
    const { connection, relayName, lastAcknowledgedAt } = this.#conversation
    const outlook = this.#options.dialer.outlook.get()
    const images = this.#images()
    return {
      relay: relayName ?? new URL(this.#options.relay).host,
      trouble: this.#copy.trouble.get() ?? this.#conversation.trouble,
      oldestUnstoredAt: earlier(oldestUnstoredAt, this.#heldBack?.since ?? null),
      waiting: debts.waiting + images.count,
      oldestWaitingAt: earlier(debts.oldestMadeAt, images.oldestAt),
      knownToRelay: lastAcknowledgedAt !== null || loaded?.epoch !== undefined,
      connection,
      refusedImage: images.refusals[0] ?? null,
      online: outlook.online,
      failedTries: outlook.failedTries,
      nextTryAt: outlook.nextTryAt,
    }
  }

  #images(): ReturnType<OwedImages['waitingIn']> {
    return this.#options.images?.waitingIn(this.address.document) ?? { count: 0, oldestAt: null, refusals: [] }
  }

  #details(): ConnectionDetails {
    const { connection, relayName, lastAcknowledgedAt, synced } = this.#conversation
    const transport = connection.kind === 'session' ? this.#conversation.transport : null
    const images = this.#images()
    return {
      transport,
      relayName,
      lastAcknowledgedAt,
      waiting: this.#copy.debts.waiting + images.count + images.refusals.length + (this.#heldBack ? 1 : 0),
      synced,
    }
  }
}

const earlier = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other)

/** A state vector of no clients is its count, one byte. */
const EMPTY_STATE_VECTOR_BYTES = 1

/** Status and details are small and flat enough to compare whole: React must not draw again for the same words. */
function setIfChanged<Value>(cell: Cell<Value>, value: Value): void {
  if (JSON.stringify(cell.get()) !== JSON.stringify(value)) cell.set(value)
}

function listen(event: string, heard: () => void): () => void {
  if (typeof window === 'undefined') return () => undefined
  window.addEventListener(event, heard)
  return () => window.removeEventListener(event, heard)
}
