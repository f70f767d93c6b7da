// The rule of the stand-in: what it does not model fails, aloud and at once, instead of passing a test by doing nothing.

/** Ends the process: an error thrown into the app could be caught and forgotten there. */
export function unmodelled(what: string): never {
  process.stderr.write(`the Electron stand-in does not model ${what}\n`)
  process.exit(70)
}

/** One object of Electron's as far as it is modelled: the type in electron.d.ts, its members, its events. */
export interface Surface {
  readonly type: string
  readonly members: readonly (readonly [name: string, kind: 'function' | 'value'])[]
  readonly events: readonly string[]
}

/** All that was declared, for tests/electron/stand-in-surface.test.ts. */
export const surfaces: Surface[] = []

/** Declares that these are members of that type in electron.d.ts. */
export function models(type: string, target: object, events: readonly string[] = []): void {
  const members = Object.entries(Object.getOwnPropertyDescriptors(target))
    .filter(([name]) => name !== 'constructor')
    .map(([name, { value }]) => [name, typeof value === 'function' ? 'function' : 'value'] as const)
  surfaces.push({ type, members, events })
}

/** The object, with every property that it lacks failing. */
export function strict<Target extends object>(name: string, target: Target): Target {
  return new Proxy(target, {
    get(object, property) {
      if (Reflect.has(object, property) || typeof property === 'symbol') {
        const value: unknown = Reflect.get(object, property)
        // Bound, so that private fields are found behind the proxy.
        return typeof value === 'function' ? (value.bind(object) as unknown) : value
      }
      // A promise resolving with the object asks for this one.
      if (property === 'then') return undefined
      return unmodelled(`${name}.${property}`)
    },
  })
}

/** Fails for an option beside those named. */
export function onlyOptions(name: string, options: object, known: readonly string[]): void {
  for (const option of Object.keys(options)) if (!known.includes(option)) unmodelled(`the option ${option} of ${name}`)
}

/** Listeners by event name, of which only those named exist. */
export class Events<Name extends string> {
  readonly names: readonly Name[]
  readonly #of: string
  readonly #listeners: Map<string, ((...args: never[]) => void)[]>

  constructor(of: string, names: readonly Name[]) {
    this.#of = of
    this.names = names
    this.#listeners = new Map(names.map((name) => [name, []]))
  }

  on(name: string, listener: (...args: never[]) => void): void {
    const listeners = this.#listeners.get(name) ?? unmodelled(`the event ${name} of ${this.#of}`)
    listeners.push(listener)
  }

  once(name: string, listener: (...args: never[]) => void): void {
    let isDone = false
    this.on(name, (...args) => {
      if (isDone) return
      isDone = true
      listener(...args)
    })
  }

  emit(name: Name, ...args: unknown[]): number {
    const listeners = this.#listeners.get(name) ?? []
    for (const listener of listeners) listener(...(args as never[]))
    return listeners.length
  }
}

/** An Electron event that a listener may prevent. */
export function preventable<Fields extends object>(fields: Fields) {
  return {
    ...fields,
    defaultPrevented: false,
    preventDefault(): void {
      this.defaultPrevented = true
    },
  }
}
