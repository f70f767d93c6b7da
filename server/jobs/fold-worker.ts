// The fold worker's thread: keeps the folds under way and answers for them. Started by fold-thread.ts.
import { parentPort, workerData } from 'node:worker_threads'
import { FoldDesk } from './fold-desk.ts'
import { BEGUN, type FoldRequest, type FoldWorkerData } from './fold-messages.ts'
import { giveWay } from './give-way.ts'

if (!(workerData as FoldWorkerData).urgent) giveWay()
const port = parentPort!
const desk = new FoldDesk(
  (answer, transfer) => port.postMessage(answer, [...transfer]),
  // The editor's schema and Markdown: only where content is asked for, for they take half a second and 10 MB.
  async () => (await import('./content-of.ts')).contentOf,
)

port.on('message', (request: FoldRequest) => desk.handle(request))
port.postMessage(BEGUN)
