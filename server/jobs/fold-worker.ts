// The fold worker's thread: keeps the folds under way and answers for them. Started by fold-thread.ts.
import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { FoldDesk } from './fold-desk.ts'
import type { FoldRequest } from './fold-messages.ts'

giveWay()
const port = parentPort!
const desk = new FoldDesk(
  (answer, transfer) => port.postMessage(answer, [...transfer]),
  // The editor's schema and Markdown: only where content is asked for, for they take half a second and 10 MB.
  async () => (await import('./content-of.ts')).contentOf,
)

port.on('message', (request: FoldRequest) => desk.handle(request))

/** Whoever types comes first. On Linux each thread has a priority of its own; elsewhere the whole process would lose it. */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // No /proc here. It only takes turns as others do.
  }
}
