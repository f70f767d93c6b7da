// What this relay has done since its start and how it is now, for `GET /metrics`. Counting is adding to a number; what
// only the moment knows is asked for when somebody reads. Made by relay.ts, which hands it to whoever has something to count.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { CLOSE, type CloseCode } from '../../contracts/close-codes.ts'
import { type Refusal, REFUSALS } from '../../contracts/wire.ts'
import type { BusFigures } from '../bus/bus.ts'
import { CACHE_OUTCOMES, type CachedKind, type CacheOutcome } from '../cache/cache.ts'
import { family, Histogram, labelled, type Sample, single } from './exposition.ts'

/** How the relay is at the moment of reading. */
export interface Present {
  readonly sessions: number
  /** Of them, those that no WebSocket carries. */
  readonly overHttp: number
  readonly rooms: number
  readonly behind: number
  readonly throttled: number
  readonly outboxBytes: number
  readonly eventStreams: number
  readonly peopleStreams: number
  readonly commentStreams: number
  /** Undefined: it is the only relay, or has no Redis. */
  readonly bus: BusFigures | undefined
}

const COMMIT_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5]
const THROTTLED_SECONDS = [0.1, 0.5, 1, 2, 5]
const COMMIT_UPDATES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000]
/** The event loop is asked this often how late it is. */
const DELAY_EVERY_MS = 20
const QUANTILES = [0.5, 0.99, 1]
const NANOSECONDS = 1e9

export class Metrics {
  /** Added to by the transport, for every frame. */
  readonly traffic = { framesReceived: 0, bytesReceived: 0, framesSent: 0, bytesSent: 0 }
  #eventsSent = 0
  readonly #refusals = zeros<Refusal>(REFUSALS)
  readonly #openFailures = zeros<'damaged' | 'store'>(['damaged', 'store'])
  readonly #closes = zeros(Object.keys(CLOSE).map((code) => Number(code) as CloseCode))
  readonly #compactions = zeros<'done' | 'failed'>(['done', 'failed'])
  readonly #commitSeconds = new Histogram(COMMIT_SECONDS)
  readonly #throttledSeconds = new Histogram(THROTTLED_SECONDS)
  readonly #commitUpdates = new Histogram(COMMIT_UPDATES)
  readonly #cacheReads = {
    document: zeros(CACHE_OUTCOMES),
    list: zeros(CACHE_OUTCOMES),
    folders: zeros(CACHE_OUTCOMES),
  }
  readonly #delay = monitorEventLoopDelay({ resolution: DELAY_EVERY_MS })

  constructor() {
    this.#delay.enable()
  }

  readonly committed = (updates: number, ms: number): void => {
    this.#commitSeconds.observe(ms / 1_000)
    this.#commitUpdates.observe(updates)
  }

  readonly throttled = (ms: number): void => this.#throttledSeconds.observe(ms / 1_000)
  readonly refused = (reason: Refusal): void => addOne(this.#refusals, reason)
  readonly failedToOpen = (reason: 'damaged' | 'store'): void => addOne(this.#openFailures, reason)
  readonly closed = (code: CloseCode): void => addOne(this.#closes, code)
  readonly compacted = (outcome: 'done' | 'failed'): void => addOne(this.#compactions, outcome)
  readonly eventSent = (): void => void this.#eventsSent++
  readonly cacheRead = (kind: CachedKind, outcome: CacheOutcome): void => addOne(this.#cacheReads[kind], outcome)

  /** In Prometheus' text format. The event loop's delay is that since the last reading. */
  text({
    sessions,
    overHttp,
    rooms,
    behind,
    throttled,
    outboxBytes,
    eventStreams,
    peopleStreams,
    commentStreams,
    bus,
  }: Present): string {
    const { framesReceived, bytesReceived, framesSent, bytesSent } = this.traffic
    const delays = QUANTILES.map((quantile) => [quantile, this.#delaySeconds(quantile)] as const)
    this.#delay.reset()
    return [
      single('gauge', 'ligature_sessions', 'Clients, each on one document.', sessions),
      single('gauge', 'ligature_sessions_over_http', 'Of them, those that no WebSocket carries.', overHttp),
      single(
        'gauge',
        'ligature_sessions_behind',
        'Sessions that wait until their client takes what it was sent.',
        behind,
      ),
      single(
        'gauge',
        'ligature_sessions_throttled',
        'Sessions that are not read until what they have sent is paid for.',
        throttled,
      ),
      single('gauge', 'ligature_rooms', 'Open documents; text and comments of one count apart.', rooms),
      single('gauge', 'ligature_outbox_bytes', 'Bytes handed to sockets that the network has not taken.', outboxBytes),
      single('counter', 'ligature_frames_received_total', 'Sync frames from clients.', framesReceived),
      single('counter', 'ligature_bytes_received_total', 'Bytes of sync frames from clients.', bytesReceived),
      single('counter', 'ligature_frames_sent_total', 'Sync frames to clients.', framesSent),
      single('counter', 'ligature_bytes_sent_total', 'Bytes of sync frames to clients.', bytesSent),
      family('histogram', 'ligature_commit_seconds', 'How long a commit took.', this.#commitSeconds.samples),
      family('histogram', 'ligature_commit_updates', 'How many updates a commit saved.', this.#commitUpdates.samples),
      family(
        'histogram',
        'ligature_throttled_seconds',
        'For how long a session was not read because it had sent more than it may.',
        this.#throttledSeconds.samples,
      ),
      family('counter', 'ligature_refusals_total', 'Updates not taken, by reason.', labelled('reason', this.#refusals)),
      family(
        'counter',
        'ligature_closes_total',
        'Sockets closed by the relay, by code.',
        labelled('code', this.#closes),
      ),
      family(
        'counter',
        'ligature_open_failures_total',
        'Tries to open a document that failed, by reason.',
        labelled('reason', this.#openFailures),
      ),
      family('counter', 'ligature_compactions_total', 'Logs folded.', labelled('outcome', this.#compactions)),
      family(
        'counter',
        'ligature_cache_reads_total',
        'Reads of metadata that the cache could have answered, by what was read and by what came of it.',
        Object.entries(this.#cacheReads).flatMap(([kind, outcomes]) =>
          Array.from(outcomes, ([outcome, count]): Sample => [`{cache="${kind}",outcome="${outcome}"}`, count]),
        ),
      ),
      single('gauge', 'ligature_event_streams', 'Clients that are told what happens to documents.', eventStreams),
      single('gauge', 'ligature_people_streams', 'Clients that are told who is in a document.', peopleStreams),
      single('gauge', 'ligature_comment_streams', 'Clients that are told of the comments on one.', commentStreams),
      single('counter', 'ligature_events_sent_total', 'Events told to all of them.', this.#eventsSent),
      family(
        'gauge',
        'ligature_event_loop_delay_seconds',
        'How late the event loop was since the last reading.',
        labelled('quantile', delays),
      ),
      ...(bus === undefined ? [] : ofBus(bus)),
    ].join('')
  }

  close(): void {
    this.#delay.disable()
  }

  /** Node counts the time between two looks, which is never shorter than the pause between them. */
  #delaySeconds(quantile: number): number {
    const between = this.#delay.count === 0 ? 0 : this.#delay.percentile(quantile * 100)
    return Math.max(0, between / NANOSECONDS - DELAY_EVERY_MS / 1_000)
  }
}

const ofBus = ({ sent, unsent, heard, others, up }: BusFigures): string[] => [
  single('gauge', 'ligature_redis_up', 'Whether other relays can be heard through Redis.', Number(up)),
  single('gauge', 'ligature_other_relays', 'Relays of the same database that are heard of.', others),
  family(
    'counter',
    'ligature_records_total',
    'Commits and presence told to other relays, not told because Redis could not take it, and heard of others.',
    labelled('outcome', Object.entries({ sent, unsent, heard })),
  ),
]

/** From the start all are there, so that a first one shows as a rise. */
const zeros = <Key>(keys: readonly Key[]): Map<Key, number> => new Map(keys.map((key) => [key, 0]))

function addOne<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
