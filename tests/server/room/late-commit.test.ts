// R7: a commit ends without an outcome, the room is opened anew, and then the commit lands after all. Whoever is there hears.
import { beforeEach, expect, test } from 'vitest'
import type { Address, Epoch } from '../../../contracts/ids.ts'
import { LocalBus } from '../../../server/bus/local.ts'
import { machineClock } from '../../../server/clock.ts'
import { Unavailable } from '../../../server/errors.ts'
import { createLog } from '../../../server/log.ts'
import type { Commit, Member } from '../../../server/room/member.ts'
import type { Room } from '../../../server/room/room.ts'
import { Rooms } from '../../../server/room/rooms.ts'
import type { AppendGroup, Head, LogStore } from '../../../server/store/store.ts'
import { textOf } from '../../adapters/store-acceptance.ts'
import { updateOf } from '../../support/hostile-bytes.ts'
import { until } from '../../support/until.ts'

const ADDRESS = textOf('doubtful')
const EPOCH = 'first' as Epoch

/** Says of the first commit that it does not know, and does it when it is told to. */
class ForgetfulStore implements Pick<LogStore, 'open' | 'append' | 'readLog' | 'readHeads'> {
  readonly rows: Uint8Array[] = []
  asked = 0
  readonly #late: AppendGroup[] = []

  async open(): Promise<Head> {
    return { epoch: EPOCH, head: this.rows.length, snapshotSeq: 0, snapshotBytes: 0, setAside: 0 }
  }

  async readHeads(addresses: readonly Address[]): Promise<readonly Head[]> {
    this.asked++
    return await Promise.all(addresses.map(() => this.open()))
  }

  async append(groups: readonly AppendGroup[]): Promise<never> {
    this.#late.push(...groups)
    throw new Unavailable('no answer')
  }

  async readLog(): Promise<readonly { seq: number; update: Uint8Array }[]> {
    return this.rows.map((update, at) => ({ seq: at + 1, update }))
  }

  async readSetAside(): Promise<{ sha256: ReadonlySet<string>; bytes: number }> {
    return { sha256: new Set(), bytes: 0 }
  }

  land(): void {
    for (const { entries } of this.#late) for (const { update } of entries) this.rows.push(update)
  }
}

let store: ForgetfulStore
let rooms: Rooms
let elapsed: number
beforeEach(() => {
  store = new ForgetfulStore()
  elapsed = 0
  rooms = new Rooms({
    store: store as unknown as LogStore,
    bus: new LocalBus(),
    clock: { ...machineClock, elapsed: () => elapsed },
    log: createLog('silent'),
    maxDocumentBytes: Infinity,
    grew: () => undefined,
    committed: () => undefined,
    failedToOpen: () => undefined,
  })
})

interface Visitor extends Member {
  readonly ends: number[]
  readonly heard: number[]
}

async function enter(): Promise<{ room: Room; visitor: Visitor }> {
  const ends: number[] = []
  const heard: number[] = []
  const visitor = {
    ends,
    heard,
    behind: false,
    deliver: ({ toSeq }: Commit) => void heard.push(toSeq),
    costs: () => undefined,
    durable: () => undefined,
    end: (code: number) => ends.push(code),
  }
  const room = (await rooms.get(ADDRESS)) as Room
  room.enter(visitor)
  return { room, visitor }
}

/** Ada's commit has no outcome; Ben is in the room that is opened after it. */
async function doubt(): Promise<Visitor> {
  const { room, visitor: ada } = await enter()
  room.submit(ada, updateOf('late'), 'ada', true)
  await until('the room to end', () => ada.ends.length > 0)
  expect(ada.ends).toEqual([4500])
  const { room: anew, visitor: ben } = await enter()
  expect(anew.head).toBe(0)
  return ben
}

test('R7: whoever came before it landed hears it then, and stays', async () => {
  const ben = await doubt()
  await rooms.compare()
  expect(ben.heard).toEqual([])
  store.land()
  await rooms.compare()
  await until('Ben to hear it', () => ben.heard.length > 0)
  expect([ben.heard, ben.ends]).toEqual([[1], []])
  expect((await enter()).room.head).toBe(1)
})

test('R7: after half a minute nobody looks any more', async () => {
  await doubt()
  elapsed = 31_000
  await rooms.compare()
  const { asked } = store
  await rooms.compare()
  expect(store.asked).toBe(asked)
})

test('R7: of a document that never failed nobody asks', async () => {
  await enter()
  await rooms.compare()
  expect(store.asked).toBe(0)
})
