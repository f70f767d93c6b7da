// The relays that are measured side by side: how each is started and how its clients speak. Everybody who runs or
// reports a workload asks here.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SETTINGS } from '../../server/config.ts'
import type { DialectName } from './dialects.ts'

export type ContestantName =
  | 'bare'
  | 'y-websocket'
  | 'hocuspocus'
  | 'hocuspocus-sqlite'
  | 'ligature'
  | 'hocuspocus-redis'
  | 'ligature-cluster'

/** What several instances share. */
export type Shared = 'redis' | 'postgres'

export interface Contestant {
  readonly name: ContestantName
  readonly title: string
  readonly dialect: DialectName
  /** It comes back with its documents after a restart. */
  readonly durable: boolean
  /** It acknowledges what is on disk. */
  readonly acknowledges: boolean
  /** It is several instances, and these beside them; nothing for one that runs alone. Started by cluster.ts. */
  readonly shares: readonly Shared[]
  /** Arguments of `node`. The folder is empty at the first start, and the run's to remove. */
  readonly command: (folder: string) => readonly string[]
  readonly environment: (folder: string) => Readonly<Record<string, string>>
}

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const PEERS = '../peers/relay'

/** Limits stop abuse, and a load test looks like it. 0 means none. A relay without such a setting is started without. */
const LIFTED = [
  'LIGATURE_RATE_FRAMES',
  'LIGATURE_RATE_BYTES',
  'LIGATURE_MAX_SESSIONS_PER_ADDRESS',
  'LIGATURE_MAX_DOCUMENT_BYTES',
]

function ligatureSettings(folder: string): Record<string, string> {
  const known = new Set(SETTINGS.map(({ name }) => name))
  return {
    LIGATURE_PORT: '0',
    LIGATURE_DATA: folder,
    LIGATURE_LOG: 'info',
    LIGATURE_MAX_FRAME_BYTES: String(64 * 1024 * 1024),
    ...Object.fromEntries(LIFTED.filter((name) => known.has(name)).map((name) => [name, '0'])),
  }
}

function folderIn(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true })
  return join(folder, name)
}

export const CONTESTANTS: readonly Contestant[] = [
  {
    name: 'bare',
    title: 'bare ws',
    dialect: 'plain',
    durable: false,
    acknowledges: false,
    shares: [],
    command: () => [at('bare-ws.ts')],
    environment: () => ({}),
  },
  {
    name: 'y-websocket',
    title: 'y-websocket',
    dialect: 'plain',
    durable: false,
    acknowledges: false,
    shares: [],
    command: () => [at(`${PEERS}/y-websocket.mjs`)],
    environment: () => ({}),
  },
  {
    name: 'hocuspocus',
    title: 'hocuspocus',
    dialect: 'hocuspocus',
    durable: false,
    acknowledges: false,
    shares: [],
    command: () => [at(`${PEERS}/hocuspocus.mjs`)],
    environment: () => ({}),
  },
  {
    name: 'hocuspocus-sqlite',
    title: 'hocuspocus + sqlite',
    dialect: 'hocuspocus',
    durable: true,
    acknowledges: false,
    shares: [],
    command: (folder) => [at(`${PEERS}/hocuspocus.mjs`), folderIn(folder, 'hocuspocus.db')],
    environment: () => ({}),
  },
  {
    name: 'ligature',
    title: 'this relay',
    dialect: 'ligature',
    durable: true,
    acknowledges: true,
    shares: [],
    command: () => [at('../../out/server/main.js')],
    environment: ligatureSettings,
  },
  {
    name: 'hocuspocus-redis',
    title: 'hocuspocus + redis',
    dialect: 'hocuspocus',
    durable: false,
    acknowledges: false,
    shares: ['redis'],
    command: () => [at(`${PEERS}/hocuspocus.mjs`)],
    environment: () => ({}),
  },
  {
    name: 'ligature-cluster',
    title: 'this relay, on PostgreSQL and Redis',
    dialect: 'ligature',
    durable: true,
    acknowledges: true,
    shares: ['redis', 'postgres'],
    command: () => [at('../../out/server/main.js')],
    environment: ligatureSettings,
  },
]

export function contestant(name: string): Contestant {
  const found = CONTESTANTS.find((one) => one.name === name)
  if (found === undefined)
    throw new Error(`there is no relay "${name}"; there are ${CONTESTANTS.map((one) => one.name).join(', ')}`)
  return found
}
