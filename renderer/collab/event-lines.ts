// Server-sent events (HTML, 9.2.6) out of pieces of text, as far as a relay writes them. One per answer; used by http-line.ts.

/** Or a comment: then it has neither id nor data. */
export interface LineEvent {
  readonly comment: string
  readonly id: number | null
  readonly name: string
  readonly data: string
}

const NOTHING: LineEvent = { comment: '', id: null, name: '', data: '' }

export class EventLines {
  readonly #hear: (event: LineEvent) => void
  /** The beginning of a line, in pieces: a long one comes in many. */
  #rest: string[] = []
  #event = NOTHING

  constructor(hear: (event: LineEvent) => void) {
    this.#hear = hear
  }

  read(text: string): void {
    const end = text.lastIndexOf('\n')
    if (end === -1) return void this.#rest.push(text)
    const lines = [...this.#rest, text.slice(0, end)].join('').split('\n')
    this.#rest = [text.slice(end + 1)]
    for (const line of lines) this.#line(line)
  }

  #line(line: string): void {
    if (line === '') {
      const event = this.#event
      this.#event = NOTHING
      if (event !== NOTHING) this.#hear(event)
      return
    }
    const colon = line.indexOf(':')
    const value = line.slice(colon + 1).replace(/^ /, '')
    switch (line.slice(0, Math.max(0, colon))) {
      case '':
        return this.#hear({ ...NOTHING, comment: value })
      case 'id':
        this.#event = { ...this.#event, id: Number(value) }
        return
      case 'event':
        this.#event = { ...this.#event, name: value }
        return
      case 'data':
        this.#event = { ...this.#event, data: this.#event.data + value }
    }
  }
}
