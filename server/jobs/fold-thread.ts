// The fold worker as a thread of this process. Made by relay.ts, used by folder.ts.
import { Worker } from 'node:worker_threads'
import type { Log } from '../log.ts'
import { BEGUN, type FoldAnswer, type FoldWorkerData, type StartFoldThread } from './fold-messages.ts'

/**
 * What a row leaves behind when it has been read is collected sooner, and the heap grows less: to fold 31 MB takes 180 MB then,
 * and 250 by V8's own measure.
 */
const YOUNG_GENERATION_MB = 12

/** Since Node 24.6. */
const TELLS_WORK = 'cpuUsage' in Worker.prototype

/** `file`: built or source file of fold-worker.ts. */
export const foldThread =
  (file: URL, log: Log): StartFoldThread =>
  (heard, ended, urgent = false) => {
    const worker = new Worker(file, {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      workerData: { urgent } satisfies FoldWorkerData,
    })
    const begun = new Promise<void>((resolve) => {
      worker.on('message', (said: FoldAnswer | typeof BEGUN) => (said === BEGUN ? resolve() : heard(said)))
    })
    worker.on('error', (error) => log.error({ err: error }, 'fold worker failed'))
    worker.on('exit', ended)
    return {
      post: (request, transfer = []) => worker.postMessage(request, [...transfer]),
      end: () => void worker.terminate(),
      begun,
      ...(TELLS_WORK && { cpuMs: async () => await workOf(worker) }),
    }
  }

/** In milliseconds. One that has not begun, or has ended, has none to tell of. */
async function workOf(worker: Worker): Promise<number> {
  return await worker.cpuUsage().then(
    ({ user, system }) => (user + system) / 1_000,
    () => 0,
  )
}
