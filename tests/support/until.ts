// Waiting in tests: for a condition, never for time. A deadline that passes fails with what was awaited; it is longer
// than anything the product itself waits before it speaks (10 s until *offline*), so that it only ever finds a hang.

const POLL_MS = 10

/** Resolves with the first value of `look` that is not false, null or undefined. */
export async function until<Value>(
  what: string,
  look: () => Value | Promise<Value>,
  deadlineMs = 20_000,
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
