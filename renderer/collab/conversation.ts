// What one document says to its relay and hears from it, session after session: y-websocket's provider on
// resilient-socket.ts, and the memory between sessions (epoch, cursor, refusals, role). Made by open-document.ts.
import type { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type { CloseCode } from '../../contracts/close-codes.ts'
import { beginningOf } from '../../contracts/epochs.ts'
import type { Address, DocumentId, Epoch } from '../../contracts/ids.ts'
import { SCHEMA_VERSION } from '../../contracts/schema-version.ts'
import { SYNC_PATH, type Hello, type Refusal, type Role } from '../../contracts/wire.ts'
import { integrateWaiting } from '../../document/waiting-structs.ts'
import type { Dialer } from './dialer.ts'
import { leanDiff } from './lean-diff.ts'
import type { LocalCopy } from './local-copy.ts'
import { bumpClock, forgetOthers } from './presence.ts'
import { Cell, type Readable } from './readable.ts'
import type { Rescuer } from './rescue/rescuer.ts'
import { socketFor, type Correspondent } from './resilient-socket.ts'
import type { Connection, Trouble } from './status.ts'
import type { TransportName } from './transport.ts'

export interface ConversationOptions {
  readonly relay: string
  readonly address: Address
  readonly dialer: Dialer
  readonly awareness: Awareness
  readonly copy: LocalCopy
  /** Of a text; comments have no blocks. */
  readonly rescuer: Rescuer | null
  /** Called after anything changed that is shown. */
  readonly changed: () => void
}

/** New sessions begun for one refusal before the person is told. A gap is often mended by the second step2. */
const RESYNCS = 3

/** Sessions in a row that the relay could not serve before the person is told: its disk may be full, and it is not away. */
const FAILED_SESSIONS = 3
const RELAY_FAILED: CloseCode = 4500
/** Only people can mend this one, so they are told at once. */
const CROWDED: CloseCode = 4530

/** The Dialer does the waiting; the provider needs only to come back. */
const PROVIDER_BACKOFF_MS = 100

export class Conversation implements Correspondent {
  readonly #options: ConversationOptions
  readonly #provider: WebsocketProvider
  readonly #readOnly = new Cell(false)
  #trouble: Trouble | null = null
  /** A refusal is over once the relay has acknowledged what had been typed by then. */
  #refusedAt = 0
  #resyncs = 0
  #failedSessions = 0
  #fullTimer: ReturnType<typeof setTimeout> | undefined
  #connection: Connection
  #transport: TransportName = 'WebSocket'
  #relayName: string | null = null
  #lastAcknowledgedAt: number | null = null
  /** `seq` counts in the log of one life of the relay: a restored backup may have grown past it with other words. */
  #seen: { readonly epoch: Epoch; readonly instance: string; readonly seq: number | null } | null = null
  #schemaVersion = SCHEMA_VERSION
  #begun = false
  #closed = false
  #unsubscribe: () => void

  constructor(options: ConversationOptions) {
    this.#options = options
    const { relay, address, dialer, awareness, copy } = options
    this.#connection = { kind: 'none', since: dialer.now() }
    const base = new URL(SYNC_PATH, relay)
    base.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:'
    const room = address.part === 'text' ? address.document : `${address.document}/${address.part}`
    this.#provider = new WebsocketProvider(base.href, room, awareness.doc, {
      connect: false,
      awareness,
      disableBc: true,
      maxBackoffTime: PROVIDER_BACKOFF_MS,
      WebSocketPolyfill: socketFor(dialer, this),
    })
    this.#provider.on('status', ({ status }) => this.#providerIs(status))
    this.#provider.on('sync', (synced) => this.#providerSynced(synced))
    this.#unsubscribe = copy.trouble.subscribe(options.changed)
  }

  /** What the Y.Doc names as the origin of the relay's updates. */
  get origin(): unknown {
    return this.#provider
  }
  get document(): DocumentId {
    return this.#options.address.document
  }
  get localNumber(): number {
    return this.#options.copy.debts.latest
  }
  leanDiff(stateVector: Uint8Array): Uint8Array {
    return leanDiff(this.#options.awareness.doc, stateVector)
  }
  relayHas(stateVector: Uint8Array): void {
    this.#options.rescuer?.relayHas(stateVector)
  }
  receive(update: Uint8Array, deliver: () => void): void {
    const { rescuer, awareness } = this.#options
    const takeIn = (): void => {
      deliver()
      integrateWaiting(awareness.doc, this.#provider)
    }
    if (rescuer === null) takeIn()
    else rescuer.receive(update, takeIn)
  }
  get connection(): Connection {
    return this.#connection
  }
  /** How the session goes, if there is one. */
  get transport(): TransportName {
    return this.#transport
  }
  /** True when this session has delivered all that the relay had. */
  get synced(): boolean {
    return this.#provider.synced
  }
  get trouble(): Trouble | null {
    return this.#trouble
  }
  get relayName(): string | null {
    return this.#relayName
  }
  get lastAcknowledgedAt(): number | null {
    return this.#lastAcknowledgedAt
  }
  get readOnly(): Readable<boolean> {
    return this.#readOnly
  }

  /** Once the local copy is in the Y.Doc: a session that began before would miss what is owed from last time. */
  begin(): void {
    if (this.#closed) return
    this.#begun = true
    this.#provider.connect()
  }

  retryNow(): void {
    if (!this.#begun || this.#closed) return
    this.#resyncs = 0
    this.#failedSessions = 0
    // After a refusal or a final close only a new session can bring news; the trouble stays until it is good.
    if (this.#trouble !== null) this.#provider.disconnect()
    this.#options.dialer.retryNow()
    this.#provider.connect()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#fullTimer)
    this.#unsubscribe()
    this.#provider.destroy()
  }

  welcome(hello: Hello): 'begin' | 'stop' {
    this.#relayName = hello.relay.name
    const { copy } = this.#options
    const known = this.#seen?.epoch ?? copy.loaded?.epoch
    if (known !== undefined && known !== hello.epoch) {
      // A reset begins a document once more. Whoever meets no later beginning meets another database, or an older backup.
      const wasReset = beginningOf(hello.epoch) > beginningOf(known)
      this.#trouble = wasReset ? { kind: 'refused', reason: 'epoch' } : { kind: 'other-database' }
      this.#refusedAt = Infinity
      this.#options.changed()
      return 'stop'
    }
    if (known === undefined) copy.remember({ epoch: hello.epoch })
    const { instance } = hello.relay
    if (this.#seen?.instance !== instance) this.#seen = { epoch: hello.epoch, instance, seq: null }
    this.#schemaVersion = hello.schemaVersion
    if (this.#trouble?.kind !== 'refused' && this.#failedSessions < FAILED_SESSIONS) this.#trouble = null
    this.role(hello.role)
    return 'begin'
  }

  cursor(epoch: Epoch): number | null {
    return this.#seen?.epoch === epoch ? this.#seen.seq : null
  }

  opening(over: TransportName): void {
    this.#transport = over
    bumpClock(this.#options.awareness)
  }

  acknowledged(upTo: number): void {
    this.#lastAcknowledgedAt = this.#options.dialer.now()
    this.#resyncs = 0
    this.#forgetFailures()
    if (this.#trouble?.kind === 'refused' && upTo >= this.#refusedAt) this.#trouble = null
    this.#options.copy.acknowledge(upTo)
    this.#options.changed()
  }

  /** `lacks`: the relay has less than this copy. Where nothing waits, an older backup may have been put in its place. */
  refused(reason: Refusal, limitBytes?: number, lacks = false): 'stay' | 'resync' {
    const { debts } = this.#options.copy
    // A reader's step2 says only what the relay has. Nothing of this person's is at stake then.
    if (debts.waiting === 0 && !lacks) return 'stay'
    const passing = reason === 'diverged' || reason === 'gap'
    if (passing && this.#trouble?.kind === 'refused') return 'stay'
    if (passing && this.#resyncs < RESYNCS) {
      this.#resyncs += 1
      return 'resync'
    }
    this.#trouble = { kind: 'refused', reason, limitBytes }
    this.#refusedAt = debts.latest
    if (reason === 'quota') this.#tryFullAgain()
    this.#options.changed()
    return 'stay'
  }

  heldBack(step2: boolean, limitBytes: number): void {
    // All of a full document's unsent text grows too large in the end. It is still full, and that is what can be mended.
    if (step2 && this.isFull) this.#tryFullAgain()
    else this.refused('too-large', limitBytes, true)
  }

  /** Somebody may have deleted something, or the relay been given more room; nothing else would tell. */
  #tryFullAgain(): void {
    clearTimeout(this.#fullTimer)
    this.#fullTimer = setTimeout(() => {
      if (this.isFull) this.retryNow()
    }, this.#options.dialer.timing.longestBackoffMs)
  }

  get isFull(): boolean {
    return this.#trouble?.kind === 'refused' && this.#trouble.reason === 'quota'
  }

  head(seq: number): void {
    if (this.#seen !== null) this.#seen = { ...this.#seen, seq }
  }

  role(role: Role): void {
    this.#readOnly.set(role === 'viewer' || role === 'commenter' || this.#schemaVersion > SCHEMA_VERSION)
    this.#options.changed()
  }

  notARelay(): void {
    this.#trouble = { kind: 'not-a-relay' }
    this.#options.changed()
  }

  brokeOff(code: number, reason: string): void {
    if (code === RELAY_FAILED) this.#failedSessions += 1
    const tell = code === CROWDED || (code === RELAY_FAILED && this.#failedSessions >= FAILED_SESSIONS)
    if (!tell || this.#trouble !== null) return
    this.#trouble = { kind: 'closed', code, reason }
    this.#options.changed()
  }

  stopped(code: number, reason: string): void {
    this.#trouble = { kind: 'closed', code, reason }
    this.#options.changed()
  }

  /** Whoever has nothing to be saved is served as well as can be: it is others whom the relay fails. */
  #providerSynced(synced: boolean): void {
    if (synced && this.#options.copy.debts.waiting === 0) this.#forgetFailures()
    this.#options.changed()
  }

  #forgetFailures(): void {
    if (this.#trouble?.kind === 'closed' && this.#trouble.code === RELAY_FAILED) this.#trouble = null
    this.#failedSessions = 0
  }

  #providerIs(state: 'connected' | 'disconnected' | 'connecting'): void {
    const kind = state === 'connected' ? 'session' : 'none'
    if (kind === 'none') forgetOthers(this.#options.awareness)
    if (kind !== this.#connection.kind) this.#connection = { kind, since: this.#options.dialer.now() }
    this.#options.changed()
  }
}
