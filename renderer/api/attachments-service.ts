// Images as the editor and the screens know them: put one in, watch one, take one back. What was put is durable on this
// computer when the call resolves, with or without a relay; the relay gets it in the background.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { AttachmentResource } from '../../contracts/attachments.ts'
import type { Problem } from '../../contracts/errors.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { sniffImage } from '../../contracts/image-types.ts'
import { MAX_ATTACHMENT_BYTES } from '../../contracts/limits.ts'
import type { AttachmentSender } from './attachment-sender.ts'
import { type AttachmentShelf, documentsOf, type KeptAttachment, placesIn } from './attachment-shelf.ts'
import type { Upload } from './attachment-transfer.ts'
import type { ImageState } from './image-state.ts'
import { loadAttachmentTransfer } from './load-attachment-transfer.ts'
import { WatchedImage } from './watched-image.ts'
import { sha256Of } from './sha256.ts'

const LOAD_AGAIN_MS = 30_000

/** This file cannot be an image of a document; nothing was kept. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
  readonly reason: 'not-an-image' | 'svg' | 'too-large' | 'empty'

  constructor(reason: NotKept['reason']) {
    super(`this file cannot be an attachment: ${reason}`)
    this.reason = reason
  }
}

/** Images of one document that the relay has not got. */
export interface Waiting {
  /** How many of them are still to be sent. */
  readonly count: number
  /** When the oldest of those was kept, in milliseconds since 1970; null when there are none. */
  readonly oldestAt: number | null
  /** Why the relay does not take those of them that it never will: no wait helps these. */
  readonly refusals: readonly Problem[]
}

export interface AttachmentsServiceOptions {
  /** The relay's address. */
  readonly relay: string
  /** What this computer keeps of the relay goes by: its address may change, this does not. */
  readonly identity: string
  readonly shelf: AttachmentShelf
  readonly locks?: LockManager
  readonly firstWaitMs?: number
  /** Node has no XMLHttpRequest; its tests send by fetch. */
  readonly send?: (upload: Upload) => Promise<void>
}

export class AttachmentsService {
  readonly #options: AttachmentsServiceOptions
  readonly #shelf: AttachmentShelf
  #sender: AttachmentSender | null = null
  readonly #watched = new Map<Sha256, WatchedImage>()
  /** What was looked at since the relay has last come back; true: it was sent before, and the relay is to be asked for it. */
  readonly #doubts = new Map<Sha256, boolean>()
  readonly #listeners = new Set<() => void>()
  readonly #otherWindows: BroadcastChannel
  /** Images that the relay has not got, as the shelf says: for the status, which cannot wait for a disk. */
  #owed: readonly KeptAttachment[] = []
  #closed = false

  constructor(options: AttachmentsServiceOptions) {
    this.#options = options
    this.#shelf = options.shelf
    this.#otherWindows = new BroadcastChannel(`ligature-attachments ${options.identity}`)
    this.#otherWindows.onmessage = ({ data }) => void this.#look(data as Sha256)
    void this.#countOwed().then(() => this.#send())
  }

  /**
   * Keeps the image for this document. Resolves when it is on this disk; only then may a document name it. Throws NotKept for
   * what is no image of ours, the signal's reason, or what the disk says.
   */
  async put(
    file: Blob,
    { document, signal }: { document: DocumentId; signal?: AbortSignal },
  ): Promise<AttachmentResource> {
    if (file.size === 0) throw new NotKept('empty')
    if (file.size > MAX_ATTACHMENT_BYTES) throw new NotKept('too-large')
    const bytes = new Uint8Array(await file.arrayBuffer())
    const type = sniffImage(bytes)
    if (type === undefined) throw new NotKept(looksLikeSvg(bytes) ? 'svg' : 'not-an-image')
    const sha256 = await sha256Of(bytes)
    signal?.throwIfAborted()
    const image = { sha256, type, size: bytes.byteLength }
    const now = Date.now()
    // Also what was sent once: by now the relay may be another.
    await this.#shelf.keep({ ...image, state: 'waiting', problem: null, document, keptAt: now, shownAt: now }, bytes)
    await this.#told(sha256)
    this.#send()
    return image
  }

  /** What there is to show of an image in this document, now and after each change. `close` when nobody looks any more. */
  watch(
    sha256: Sha256,
    document: DocumentId,
    changed: () => void,
  ): { readonly get: () => ImageState; readonly close: () => void } {
    const image = this.#watched.get(sha256) ?? this.#begin(sha256)
    const leave = image.join(document, changed)
    return {
      get: () => image.state,
      close: () => {
        leave()
        if (!image.isWatched) {
          image.end()
          if (this.#watched.get(sha256) === image) this.#watched.delete(sha256)
          this.#tellListeners()
        }
      },
    }
  }

  /** The bytes, from this computer or else from the relay; undefined when neither has them. Throws RelayUnreachable. */
  async bytes(sha256: Sha256): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const kept = await this.#shelf.bytes(sha256)
    return kept ?? (await (await loadAttachmentTransfer()).fetchAttachment(this.#options.relay, sha256))
  }

  /** This document wants it no more: with the last one it is not sent. Its bytes stay: undo may bring it back, and then it is. */
  async callOff(sha256: Sha256, document: DocumentId): Promise<void> {
    await this.#shelf.note(sha256, (row) => {
      const left = documentsOf(row).filter((one) => one !== document)
      if (row.state === 'sent' || left.length > 0) return placesIn(left)
      this.#sender?.stop(sha256)
      return { ...placesIn(left), state: 'called-off', problem: null }
    })
    await this.#told(sha256)
  }

  /** After a refusal: the relay may be another by now, or take more. */
  async sendAgain(sha256: Sha256): Promise<void> {
    const known = await this.#shelf.about(sha256)
    if (known?.state === 'refused') await this.#shelf.note(sha256, { state: 'waiting', problem: null })
    await this.#told(sha256)
    this.retryNow()
  }

  /** After all refusals in this document: somebody may have seen to it that the relay takes more. */
  async sendRefusedAgain(document: DocumentId): Promise<void> {
    for (const { sha256 } of this.#refusedIn(document)) await this.sendAgain(sha256)
  }

  /** Images of this document that the relay has not got. */
  waitingIn(document: DocumentId): Waiting {
    const waiting = this.#owedIn(document, 'waiting')
    return {
      count: waiting.length,
      oldestAt: waiting.length === 0 ? null : Math.min(...waiting.map(({ keptAt }) => keptAt)),
      refusals: this.#refusedIn(document).flatMap(({ problem }) => problem ?? []),
    }
  }

  /** Only what is on the screen: one that was taken out of the text is missing to nobody. */
  #refusedIn(document: DocumentId): readonly KeptAttachment[] {
    return this.#owedIn(document, 'refused').filter(({ sha256 }) => this.#watched.has(sha256))
  }

  #owedIn(document: DocumentId, state: KeptAttachment['state']): readonly KeptAttachment[] {
    return this.#owed.filter((row) => row.state === state && documentsOf(row).includes(document))
  }

  /** Calls back after each change of what waits. */
  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  /** The network may be back, or a relay, perhaps with another database. */
  retryNow(): void {
    this.#doubts.clear()
    this.#send()
    for (const image of this.#watched.values()) void image.lookNow()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#sender?.close()
    for (const image of this.#watched.values()) image.end()
    this.#watched.clear()
    this.#otherWindows.close()
    this.#shelf.close()
  }

  #begin(sha256: Sha256): WatchedImage {
    const image = new WatchedImage({
      sha256,
      relay: this.#options.relay,
      shelf: this.#shelf,
      sentOf: () => this.#sender?.sentOf(sha256) ?? null,
      shown: (about, documents) => {
        this.#shown(about, documents).catch((cause: unknown) => this.#closed || reportError(cause))
      },
    })
    this.#watched.set(sha256, image)
    return image
  }

  /** Where it stands it is wanted, also where it was copied from another document, or brought back after it was called off. */
  async #shown(about: KeptAttachment | undefined, documents: readonly DocumentId[]): Promise<void> {
    if (about === undefined) return
    const { sha256, state } = about
    if (!this.#doubts.has(sha256)) this.#doubts.set(sha256, state === 'sent')
    if (state === 'sent') return this.#send()
    const known = documentsOf(about)
    if (state !== 'called-off' && documents.every((one) => known.includes(one))) return
    await this.#shelf.note(sha256, (row) => ({
      ...placesIn([...documentsOf(row), ...documents]),
      ...(row.state === 'called-off' && { state: 'waiting' }),
    }))
    await this.#told(sha256)
    this.#send()
  }

  /** What sends is loaded with the first image that waits. */
  #send(): void {
    if (!this.#owed.some(({ state }) => state === 'waiting') && ![...this.#doubts.values()].includes(true)) return
    const send = async (): Promise<void> => {
      const { AttachmentSender } = await import('./attachment-sender.ts')
      if (this.#closed) return
      this.#sender ??= new AttachmentSender({
        locks: navigator.locks,
        ...this.#options,
        doubts: this.#doubts,
        changed: (sha256) => this.#changed(sha256),
      })
      this.#sender.kick()
    }
    send().catch(() => {
      // It comes from the relay, and is of no use without.
      setTimeout(() => this.#closed || this.#send(), LOAD_AGAIN_MS)
    })
  }

  /** Progress is for this window; what was written down, for all. */
  #changed(sha256: Sha256): void {
    if ((this.#sender?.sentOf(sha256) ?? null) !== null) this.#watched.get(sha256)?.progress()
    else void this.#told(sha256)
  }

  async #told(sha256: Sha256): Promise<void> {
    if (this.#closed) return
    this.#otherWindows.postMessage(sha256)
    await this.#look(sha256)
  }

  async #look(sha256: Sha256): Promise<void> {
    await Promise.all([this.#watched.get(sha256)?.lookNow(), this.#countOwed()])
  }

  async #countOwed(): Promise<void> {
    try {
      const rows = await this.#shelf.list()
      this.#owed = rows.filter(({ state }) => state === 'waiting' || state === 'refused')
    } catch (cause) {
      // Closing takes the shelf away under a look that is still under way.
      if (!this.#closed) reportError(cause)
    }
    this.#tellListeners()
  }

  #tellListeners(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

/** Only to say the right thing about it: whether it is kept was decided before. */
function looksLikeSvg(bytes: Uint8Array): boolean {
  return /<svg[\s>]/i.test(new TextDecoder().decode(bytes.subarray(0, 4_096)))
}
