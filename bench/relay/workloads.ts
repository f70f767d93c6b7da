// All workloads, in the order in which they run and are reported.
import type { Workload } from './workload.ts'
import { clusterIdle } from './workloads/cluster-idle.ts'
import { eightInstances, manyDocumentsOnTwo, twentyDocuments, twoInstances } from './workloads/cluster-fan-out.ts'
import { fallback } from './workloads/fallback.ts'
import { fanOut, latency, rate } from './workloads/fan-out.ts'
import { joins, reconnectByCursor, reconnectByStateVector } from './workloads/joins.ts'
import { killFast, killSlow, powerLoss } from './workloads/kill.ts'
import { idle, manyDocuments } from './workloads/many-documents.ts'
import { redisAway } from './workloads/redis-away.ts'
import { scaling } from './workloads/scaling.ts'
import { hugeJoin, oneStopped, tenStopped } from './workloads/slow.ts'
import { restart, restartAfterKill, storing } from './workloads/storing.ts'

export const WORKLOADS: readonly Workload[] = [
  fanOut,
  rate,
  latency,
  fallback,
  manyDocuments,
  joins,
  reconnectByCursor,
  reconnectByStateVector,
  storing,
  restart,
  restartAfterKill,
  idle,
  killSlow,
  killFast,
  powerLoss,
  oneStopped,
  tenStopped,
  hugeJoin,
  twoInstances,
  twentyDocuments,
  manyDocumentsOnTwo,
  eightInstances,
  redisAway,
  scaling,
  clusterIdle,
]

export function workload(name: string): Workload {
  const found = WORKLOADS.find((one) => one.name === name)
  if (found === undefined)
    throw new Error(`there is no workload "${name}"; there are ${WORKLOADS.map((one) => one.name).join(', ')}`)
  return found
}
