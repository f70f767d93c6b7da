// Whoever sends a body that nobody reads to its end. Used where bodies are streams, attachments.ts and workspace.ts, and by bodies.ts.
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/** They may go on for this long, so that they come to read why; then the line is cut. */
const REFUSED_MS = 3_000

/** What still comes is thrown away: else a sender who sends first and then reads would never come to that. Not for ever. */
export function letGo({ raw }: FastifyRequest): void {
  raw.setTimeout(0)
  hearOut(raw)
}

/** The same once it is answered, when Node has set the time for which the connection may rest. */
export function hearOut(raw: IncomingMessage): void {
  if (raw.complete) return
  // Node does that by itself only for a body that nobody has begun to read.
  raw.resume()
  const { socket } = raw
  // Node calls a request closed as soon as it is answered, so that only the socket is left to ask.
  setTimeout(() => {
    if (!raw.complete) socket.destroy()
  }, REFUSED_MS).unref()
}
