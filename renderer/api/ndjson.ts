// An answer of lines of JSON (contracts/ndjson.ts), read as they come. Used by relay-request.ts.

/**
 * Each line as JSON. Throws SyntaxError for one that is none, and what reading throws. `reading` is told when it waits for bytes and
 * when some have come: silence can be told from somebody who takes their time with a line.
 */
export async function* linesOf(
  body: ReadableStream<Uint8Array>,
  reading: (waits: boolean) => void,
): AsyncGenerator<unknown> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      reading(true)
      const { done, value } = await reader.read()
      reading(false)
      rest += decoder.decode(value, { stream: !done })
      const lines = rest.split('\n')
      rest = lines.pop()!
      for (const line of lines) if (line !== '') yield JSON.parse(line)
      if (done) break
    }
    // Cut off in the middle of a line, or the last one without its end.
    if (rest !== '') yield JSON.parse(rest)
  } finally {
    // Whoever has seen enough lets the relay stop.
    await reader.cancel().catch(() => undefined)
  }
}
