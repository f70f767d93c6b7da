// Waiting in tests: for a condition, never for time. A deadline that passes fails with what was awaited. The
// usual one is shorter than the 15 s after which Yjs' presence repeats itself, so that a repeat never hides a loss.

const POLL_MS = 10

/** Resolves with the first value of `look` that is not false, null or undefined. */
export async function until<Value>(
  what: string,
  look: () => Value | Promise<Value>,
  deadlineMs = 10_000,
): Promise<NonNullable<Value>> {
  const deadline = performance.now() + deadlineMs
  let seen: Value | undefined
  for (;;) {
    seen = await look()
    if (seen !== false && seen !== null && seen !== undefined) return seen
    if (performance.now() > deadline) throw new Error(`waited ${deadlineMs} ms for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
