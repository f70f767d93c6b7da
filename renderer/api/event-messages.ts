// Reads an event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream) piece by
// piece, as the network brings it. Used by events-service.ts; the browser's own EventSource says nothing of comments, and
// they tell that the relay is still there.
import { RelayUnreachable } from './relay-errors.ts'

export interface EventMessage {
  readonly name: string
  /** Undefined: it has none, and whoever resumes does so after the one before. */
  readonly id: string | undefined
  readonly data: string
}

/** In one message. The relay's are some KB. */
const MOST_CHARACTERS = 4_000_000

/** What each piece completes: nothing, for a comment. */
export async function* eventMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<readonly EventMessage[]> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/)
      rest = blocks.pop() ?? ''
      if (rest.length > MOST_CHARACTERS) throw new RelayUnreachable('an event that does not end')
      yield blocks.flatMap((block) => messageIn(block) ?? [])
    }
  } finally {
    // Whoever reads no further hangs up.
    await reader.cancel().catch(() => undefined)
  }
}

function messageIn(block: string): EventMessage | undefined {
  const fields = new Map<string, string>()
  for (const line of block.split(/\r?\n/)) {
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
    fields.set(name, name === 'data' && fields.has(name) ? `${fields.get(name)}\n${value}` : value)
  }
  const data = fields.get('data')
  return data === undefined ? undefined : { name: fields.get('event') ?? 'message', id: fields.get('id'), data }
}
