// How a value crosses between main, the preload's world and the page's: as text, of which what Electron's structured clone
// keeps is made again on the other side. Only what the app sends is modelled: plain values and bytes.

export interface Crossing {
  readonly pack: (value: unknown) => string
  readonly unpack: (text: string) => unknown
}

/** Runs in each of the three: nothing outside it may be used. Throws for what is not modelled. */
export function crossing(): Crossing {
  const asText = (bytes: Uint8Array): string => {
    let binary = ''
    for (const byte of bytes) binary += String.fromCharCode(byte)
    return btoa(binary)
  }
  const isPlain = (value: object): boolean => {
    const prototype: unknown = Object.getPrototypeOf(value)
    return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null
  }
  return {
    pack: (value) =>
      JSON.stringify(value, function pick(this: Record<string, unknown>, name) {
        // Not the second argument: that one has been through toJSON.
        const one = this[name]
        if (one instanceof Uint8Array) return { standInBytes: asText(one) }
        if (typeof one === 'function' || typeof one === 'bigint' || (typeof one === 'object' && one && !isPlain(one)))
          throw new Error(`the Electron stand-in does not model a value of this kind over IPC, at "${name}"`)
        return one
      }),
    unpack: (text) =>
      JSON.parse(text, (_name, one: unknown) => {
        const binary = (one as { standInBytes?: unknown } | null)?.standInBytes
        return typeof binary === 'string' ? Uint8Array.from(atob(binary), (letter) => letter.charCodeAt(0)) : one
      }) as unknown,
  }
}
