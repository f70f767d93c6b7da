// Stands between a relay and its PostgreSQL and notes the statements that pass: whole messages of the wire protocol, in which the text
// of a statement comes with `Q` (Query), or with `P` (Parse) each time when it has no name.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** The rounds that look for what is to be counted or projected, and those who keep what came of it (server/jobs/upkeep.ts). */
const OF_ITSELF = /FROM documents WHERE id > \$1|FROM documents WHERE id = \$1 AND deleted_at IS NULL FOR SHARE/

export class Wiretap {
  readonly statements: string[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #target: URL

  private constructor(target: string) {
    this.#target = new URL(target)
    this.#server = createServer((near) => this.#pass(near))
  }

  /** `target`: the URL of a database. */
  static async start(target: string): Promise<Wiretap> {
    const tap = new Wiretap(target)
    await new Promise<void>((resolve) => tap.#server.listen(0, '127.0.0.1', resolve))
    return tap
  }

  /** Of the database, through here. */
  get url(): string {
    const url = new URL(this.#target)
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return url.href
  }

  /** How many statements there were of this kind, without those that a relay asks for itself, whenever it has the time. */
  countOf(kind: RegExp): number {
    return this.statements.filter((sql) => kind.test(sql) && !OF_ITSELF.test(sql)).length
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #pass(near: Socket): void {
    const far = connect(Number(this.#target.port), this.#target.hostname)
    const messages = new Messages((type, text) => {
      if (type === 'Q' || type === 'P') this.statements.push(text)
    })
    near.on('data', (bytes: Buffer) => messages.take(bytes))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => this.#sockets.delete(one))
      one.pipe(other)
    }
  }
}

/** The messages of a client. All but the first begin with a letter; then comes a length that counts itself. */
class Messages {
  readonly #told: (type: string, text: string) => void
  #bytes: Buffer = Buffer.alloc(0)
  #isFirst = true

  constructor(told: (type: string, text: string) => void) {
    this.#told = told
  }

  take(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    for (;;) {
      const letters = this.#isFirst ? 0 : 1
      if (this.#bytes.length < letters + 4) return
      const end = letters + this.#bytes.readUInt32BE(letters)
      if (this.#bytes.length < end) return
      if (!this.#isFirst)
        this.#told(String.fromCodePoint(this.#bytes[0]!), this.#bytes.toString('utf8', letters + 4, end))
      this.#isFirst = false
      this.#bytes = this.#bytes.subarray(end)
    }
  }
}
