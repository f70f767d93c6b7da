// One image that somebody looks at: found on this computer, else asked of the relay, again and again until it is there. Made
// and ended by attachments-service.ts.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import type { ImageType } from '../../contracts/image-types.ts'
import type { AttachmentShelf, KeptAttachment } from './attachment-shelf.ts'
import { backOffMs } from './back-off.ts'
import { loadAttachmentTransfer } from './load-attachment-transfer.ts'
import type { ImageState, Saving } from './image-state.ts'
import { RelayUnreachable } from './relay-errors.ts'

export interface WatchedImageOptions {
  readonly sha256: Sha256
  readonly relay: string
  readonly shelf: AttachmentShelf
  /** Bytes of it that have left; null when it is not leaving just now. */
  readonly sentOf: () => number | null
  /** It is looked at, in these documents. `about`: undefined when it is not on this computer. */
  readonly shown: (about: KeptAttachment | undefined, documents: readonly DocumentId[]) => void
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000

export class WatchedImage {
  readonly #options: WatchedImageOptions
  readonly #watchers = new Map<() => void, DocumentId>()
  #state: ImageState = { kind: 'looking' }
  #about: KeptAttachment | undefined
  #url: string | undefined
  #looking: Promise<void> | null = null
  #again = false
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #ended = false

  constructor(options: WatchedImageOptions) {
    this.#options = options
  }

  get state(): ImageState {
    return this.#state
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0
  }

  join(document: DocumentId, changed: () => void): () => void {
    this.#watchers.set(changed, document)
    void this.lookNow()
    return () => this.#watchers.delete(changed)
  }

  /** Single-flight; a call in the middle of a look makes another one follow. */
  lookNow(): Promise<void> {
    if (this.#ended) return Promise.resolve()
    this.#again = true
    this.#looking ??= this.#lookAll().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  /** More of it has left. */
  progress(): void {
    if (this.#url !== undefined) this.#set({ kind: 'here', url: this.#url, saving: this.#saving() })
  }

  end(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    if (this.#url !== undefined) URL.revokeObjectURL(this.#url)
    this.#url = undefined
  }

  async #lookAll(): Promise<void> {
    while (this.#again && !this.#ended) {
      this.#again = false
      clearTimeout(this.#timer)
      try {
        await this.#look()
      } catch (cause) {
        if (this.#ended) return // The shelf is closed under a look that comes too late.
        if (!(cause instanceof RelayUnreachable)) reportError(cause)
        this.#missing('unreachable')
      }
    }
  }

  async #look(): Promise<void> {
    const { shelf, sha256, relay } = this.#options
    this.#about = await shelf.about(sha256)
    this.#options.shown(this.#about, [...this.#watchers.values()])
    const kept = this.#about && this.#url === undefined ? await shelf.bytes(sha256) : undefined
    if (kept !== undefined)
      void shelf.note(sha256, { shownAt: Date.now() }).catch((cause: unknown) => this.#report(cause))
    if (this.#url !== undefined || kept !== undefined) return this.#show(kept, this.#about?.type)
    const { bringAttachment } = await loadAttachmentTransfer()
    const brought = await bringAttachment(relay, sha256, shelf, (cause) => this.#report(cause))
    if (brought === undefined) return this.#missing('coming')
    this.#show(brought.bytes, brought.type)
  }

  #show(bytes: Uint8Array<ArrayBuffer> | undefined, type: ImageType | undefined): void {
    if (this.#ended) return
    if (bytes !== undefined && type !== undefined) this.#url = URL.createObjectURL(new Blob([bytes], { type }))
    this.#failures = 0
    this.progress()
  }

  /** Asked again: soon at first, because who put it in is perhaps just sending it. */
  #missing(kind: 'coming' | 'unreachable'): void {
    if (this.#ended) return
    this.#set({ kind })
    const wait = backOffMs(this.#failures, FIRST_WAIT_MS, LONGEST_WAIT_MS)
    this.#failures += 1
    this.#timer = setTimeout(() => void this.lookNow(), wait)
  }

  /** Closing takes the shelf away under a look that is still under way. */
  #report(cause: unknown): void {
    if (!this.#ended) reportError(cause)
  }

  #saving(): Saving {
    const about = this.#about
    if (about === undefined || about.state === 'sent') return { kind: 'saved' }
    if (about.state === 'refused' && about.problem !== null) return { kind: 'refused', problem: about.problem }
    const sent = this.#options.sentOf()
    return sent === null ? { kind: 'waiting' } : { kind: 'sending', sent, size: about.size }
  }

  #set(state: ImageState): void {
    this.#state = state
    for (const changed of [...this.#watchers.keys()]) changed()
  }
}
