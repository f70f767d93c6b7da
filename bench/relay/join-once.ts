// A thread that joins one document once and posts how many milliseconds and bytes it took. Started by workloads/slow.ts.
import { parentPort, workerData } from 'node:worker_threads'
import { Participant, type ParticipantOptions } from './participant.ts'

const from = performance.now()
const participant = await Participant.join(workerData as ParticipantOptions)
parentPort!.postMessage({ ms: performance.now() - from, bytes: participant.receivedBytes })
participant.leave()
