// Names of the files of one export (contracts/file-names.ts), no two of them the same.

/** Gives each name once, to whatever is deaf to case and to how an accent is written. */
export class UniqueNames {
  readonly #taken = new Set<string>()

  /** `name` with a number behind it when it is taken. */
  take(name: string, ending: string): string {
    for (let n = 1; ; n++) {
      const candidate = n === 1 ? name : `${name} (${n})`
      const key = `${candidate}${ending}`.normalize('NFKC').toLowerCase()
      if (this.#taken.has(key)) continue
      this.#taken.add(key)
      return `${candidate}${ending}`
    }
  }
}
