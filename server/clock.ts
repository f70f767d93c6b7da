// Time and chance, as the relay's parts are given them: the machine's own here, virtual ones in tests/faults/simulator,
// where a day of crashes passes in a moment and can be repeated. Nothing under server/ but adapters asks the machine itself.

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since some moment; never goes back. For durations. */
  elapsed(): number
  /** Calls once, after so many milliseconds. The answer calls it off. */
  after(ms: number, wake: () => void): () => void
  /** Calls every so many milliseconds until the answer is called. */
  every(ms: number, wake: () => void): () => void
  /** Calls once, when what has arrived by now was handled. */
  soon(wake: () => void): void
  /** A number in [0, 1). */
  random(): number
}

/** None of its timers keeps the process alive: listening sockets and store threads do. */
export const machineClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (ms, wake) => {
    const timer = setTimeout(wake, ms).unref()
    return () => clearTimeout(timer)
  },
  every: (ms, wake) => {
    const timer = setInterval(wake, ms).unref()
    return () => clearInterval(timer)
  },
  soon: (wake) => void setImmediate(wake),
  random: () => Math.random(),
}
