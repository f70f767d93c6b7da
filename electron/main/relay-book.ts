// The relays that the person added, and the secrets of those that ask for one, encrypted by the system (safeStorage). The
// embedded relay is not in it: it is always there.
import { z } from 'zod'
import type { JsonFile } from './json-file.ts'

export const RelayBookSchema = z.object({
  relays: z.array(z.object({ origin: z.url().max(300), secret: z.string().nullable() })).max(100),
})
export type RelayBookContent = z.infer<typeof RelayBookSchema>

/** What safeStorage offers. Without a keyring of the system there is no encryption, and then nothing is written. */
export interface SecretBox {
  isAvailable(): boolean
  /** Base64. */
  seal(secret: string): string
  open(sealed: string): string
}

export class RelayBook {
  readonly #file: JsonFile<RelayBookContent>
  readonly #box: SecretBox
  readonly #secrets = new Map<string, string>()
  #relays: RelayBookContent['relays']

  constructor(file: JsonFile<RelayBookContent>, box: SecretBox) {
    this.#file = file
    this.#box = box
    this.#relays = file.read()?.relays ?? []
  }

  get origins(): readonly string[] {
    return this.#relays.map(({ origin }) => origin)
  }

  has(origin: string): boolean {
    return this.origins.includes(origin)
  }

  /** Answers whether the secret is there after a restart too. `secret` is empty for a relay that asks for none. */
  add(origin: string, secret: string): boolean {
    const isKept = secret === '' || this.#box.isAvailable()
    const sealed = secret !== '' && isKept ? this.#box.seal(secret) : null
    this.#relays = [...this.#relays.filter((one) => one.origin !== origin), { origin, secret: sealed }]
    if (secret === '') this.#secrets.delete(origin)
    else this.#secrets.set(origin, secret)
    this.#file.write({ relays: this.#relays })
    return isKept
  }

  remove(origin: string): void {
    this.#relays = this.#relays.filter((one) => one.origin !== origin)
    this.#secrets.delete(origin)
    this.#file.write({ relays: this.#relays })
  }

  secretOf(origin: string): string | undefined {
    const known = this.#secrets.get(origin)
    if (known !== undefined) return known
    const sealed = this.#relays.find((one) => one.origin === origin)?.secret ?? null
    if (sealed === null) return undefined
    try {
      const secret = this.#box.open(sealed)
      this.#secrets.set(origin, secret)
      return secret
    } catch {
      // Sealed by another account or keyring: the relay refuses, and the person adds it again with its secret.
      return undefined
    }
  }
}
