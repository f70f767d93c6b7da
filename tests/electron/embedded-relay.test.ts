// The life of the relay inside the app: back after a death, on the same port, and given up aloud when it keeps dying.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { EmbeddedRelay, type RelayLaunch } from '../../electron/main/embedded-relay.ts'

const ENOUGH_MS = 60_000

/** SHUTDOWN_MS of server/main.ts. */
const PREVIOUS_RELAY_CLOSES_WITHIN_MS = 10_000

/** The relay's own sentences; desktop.test.ts meets them in the real one. */
const TAKEN =
  'Port 42000 on 127.0.0.1 is in use. Stop what listens there, or set LIGATURE_PORT to another (0 picks a free one).\n'
const HELD =
  'The data folder /home/ada/relay is already open in another relay (process 7, since noon). Stop that one, or set LIGATURE_DATA to another folder.\n'

interface Launched extends RelayLaunch {
  killed: boolean
}

let launched: Launched[]
let told: string[]
let kept: number
let moves: string[]
let deaths: string[]

function embeddedRelay({ remembered = 0 } = {}): EmbeddedRelay {
  kept = remembered
  const memory = {
    recall: () => kept,
    keep: (port: number) => {
      kept = port
    },
  }
  const launch = (one: RelayLaunch) => {
    const process = { ...one, killed: false }
    launched.push(process)
    return {
      kill() {
        process.killed = true
      },
    }
  }
  return new EmbeddedRelay(launch, memory, {
    gaveUp: (complaint) => told.push(complaint),
    moved: (url) => moves.push(url),
    died: (complaint) => deaths.push(complaint),
  })
}

const last = (): Launched => {
  const process = launched.at(-1)
  if (process === undefined) throw new Error('nothing was launched')
  return process
}

beforeEach(() => {
  vi.useFakeTimers()
  launched = []
  told = []
  moves = []
  deaths = []
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the embedded relay', () => {
  test('tells its address once it listens', async () => {
    const relay = embeddedRelay()
    relay.start()
    last().listening('http://127.0.0.1:41000')
    await expect(relay.address).resolves.toBe('http://127.0.0.1:41000')
  })

  test('tells the address of the last launch before it listens there', async () => {
    const relay = embeddedRelay({ remembered: 42000 })
    await expect(relay.address).resolves.toBe('http://127.0.0.1:42000')
    relay.start()
    last().listening('http://127.0.0.1:42000')
    expect(moves).toEqual([])
  })

  test('tells pages that know the address of the last launch when it listens elsewhere', async () => {
    const relay = embeddedRelay({ remembered: 42000 })
    relay.start()
    last().ended(1, TAKEN)
    const address = relay.address
    await vi.advanceTimersByTimeAsync(ENOUGH_MS)
    last().listening('http://127.0.0.1:43000')
    await expect(address).resolves.toBe('http://127.0.0.1:43000')
    expect(moves).toEqual(['http://127.0.0.1:43000'])
  })

  test('starts once, and once more after it was given up', async () => {
    const relay = embeddedRelay()
    relay.start()
    relay.start()
    expect(launched).toHaveLength(1)
    for (let deaths = 0; deaths < 5; deaths++) {
      last().ended(1, 'the folder is locked\n')
      await vi.advanceTimersByTimeAsync(ENOUGH_MS)
    }
    await expect(relay.address).rejects.toThrow('the folder is locked')
    relay.start()
    last().listening('http://127.0.0.1:41000')
    await expect(relay.address).resolves.toBe('http://127.0.0.1:41000')
  })

  test('comes back on the port that the pages know', async () => {
    const relay = embeddedRelay()
    relay.start()
    last().listening('http://127.0.0.1:41000')
    last().ended(1, '')
    await vi.advanceTimersByTimeAsync(ENOUGH_MS)
    expect(launched.map(({ port }) => port)).toEqual([0, 41000])
    expect(told).toEqual([])
  })

  test('takes the port of the last launch, and another when somebody has it', async () => {
    const relay = embeddedRelay({ remembered: 42000 })
    relay.start()
    last().ended(1, TAKEN)
    await vi.advanceTimersByTimeAsync(ENOUGH_MS)
    last().listening('http://127.0.0.1:43000')
    expect(launched.map(({ port }) => port)).toEqual([42000, 0])
    expect(kept).toBe(43000)
  })

  test('keeps the port of the last launch through a first start that failed for another reason', async () => {
    const relay = embeddedRelay({ remembered: 42000 })
    relay.start()
    last().ended(1, 'Error: out of memory')
    await vi.advanceTimersByTimeAsync(ENOUGH_MS)
    last().listening('http://127.0.0.1:42000')
    expect(launched.map(({ port }) => port)).toEqual([42000, 42000])
  })

  test('waits on the same port while the relay of the previous app still closes', async () => {
    const relay = embeddedRelay({ remembered: 42000 })
    relay.start()
    const from = Date.now()
    while (Date.now() - from < PREVIOUS_RELAY_CLOSES_WITHIN_MS) {
      last().ended(1, HELD)
      await vi.advanceTimersByTimeAsync(1_000)
    }
    last().listening('http://127.0.0.1:42000')
    expect(new Set(launched.map(({ port }) => port))).toEqual(new Set([42000]))
    expect(told).toEqual([])
  })

  test('is given up aloud when somebody keeps its data folder', async () => {
    const relay = embeddedRelay({ remembered: 42000 })
    relay.start()
    for (let seconds = 0; seconds < 60 && told.length === 0; seconds++) {
      last().ended(1, HELD)
      await vi.advanceTimersByTimeAsync(5_000)
    }
    expect(told).toEqual([HELD.trim()])
    expect(new Set(launched.map(({ port }) => port))).toEqual(new Set([42000]))
  })

  test('is given up aloud, with its own sentence, when it keeps dying', async () => {
    const relay = embeddedRelay()
    const address = expect(relay.address).rejects.toThrow('the folder is locked')
    relay.start()
    for (let deaths = 0; deaths < 10; deaths++) {
      last().ended(1, 'the folder is locked\n')
      await vi.advanceTimersByTimeAsync(ENOUGH_MS)
    }
    await address
    expect(told[0]).toBe('the folder is locked')
    expect(launched).toHaveLength(5)
  })

  test('is not given up for deaths that are far apart', async () => {
    const relay = embeddedRelay()
    relay.start()
    for (let deaths = 0; deaths < 10; deaths++) {
      last().listening('http://127.0.0.1:41000')
      await vi.advanceTimersByTimeAsync(ENOUGH_MS)
      last().ended(137, '')
      await vi.advanceTimersByTimeAsync(ENOUGH_MS)
    }
    expect(launched).toHaveLength(11)
    expect(told).toEqual([])
  })

  test('is asked to close, waited for, and not started again', async () => {
    const relay = embeddedRelay()
    relay.start()
    last().listening('http://127.0.0.1:41000')
    let closed = false
    const closing = relay.close().then(() => {
      closed = true
    })
    await vi.advanceTimersByTimeAsync(1)
    expect(last().killed).toBe(true)
    expect(closed).toBe(false)
    last().ended(0, '')
    await closing
    await vi.advanceTimersByTimeAsync(ENOUGH_MS)
    expect(launched).toHaveLength(1)
  })

  test('closes between two launches too', async () => {
    const relay = embeddedRelay()
    relay.start()
    last().ended(1, '')
    await relay.close()
    await vi.advanceTimersByTimeAsync(ENOUGH_MS)
    expect(launched).toHaveLength(1)
  })
})
