// How long whoever did not get through to the relay waits before the next try. Used by everything here that tries by itself.

/** Twice as long after each failure, and half to one and a half of that: those who lost the relay together do not come back together. */
export function backOffMs(failures: number, firstMs: number, longestMs: number): number {
  return Math.min(firstMs * 2 ** failures, longestMs) * (0.5 + Math.random())
}
