// The thread in which projections are made: folds a document as the fold worker does, and reads with the editor's schema what it
// says. Apart from that one, so that whoever joins waits for neither the schema nor a projection. Started by fold-thread.ts.
import { parentPort } from 'node:worker_threads'
import { FoldDesk } from './fold-desk.ts'
import { BEGUN, type FoldRequest } from './fold-messages.ts'
import { giveWay } from './give-way.ts'
import { projected } from './projected.ts'

giveWay()
const port = parentPort!
const encoder = new TextEncoder()
const desk = new FoldDesk(
  (answer, transfer) => port.postMessage(answer, [...transfer]),
  undefined,
  (doc) => encoder.encode(JSON.stringify(projected(doc))),
)

port.on('message', (request: FoldRequest) => desk.handle(request))
port.postMessage(BEGUN)
