// What the scripts say in the terminal: one calm line per step, with its seconds. Colour only for a person's terminal.
import { styleText } from 'node:util'

/** One line on stdout. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** One line on stderr: what went wrong, and what to do next. */
export function complain(line: string): void {
  process.stderr.write(`${styleText('red', line, { stream: process.stderr })}\n`)
}

/** Seconds since `from` (performance.now()), for people. */
export function secondsSince(from: number): string {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`
}

/** Runs a step and says it in one line: what, and how long it took. On a terminal the name stands there meanwhile. */
export async function step<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const from = performance.now()
  const onTerminal = process.stdout.isTTY
  if (onTerminal) process.stdout.write(`${what} …`)
  let ending = 'failed after'
  try {
    const result = await work()
    ending = 'done in'
    return result
  } finally {
    const line = `${what}: ${styleText('dim', `${ending} ${secondsSince(from)}`)}`
    process.stdout.write(onTerminal ? `\r\u001B[K${line}\n` : `${line}\n`)
  }
}
