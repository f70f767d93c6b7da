// R2 across relays: a caret does not come before the text that it is in. A room whose text comes when the test says so.
import { expect, test } from 'vitest'
import type { Epoch } from '../../contracts/ids.ts'
import type { Hint } from '../../server/bus/bus.ts'
import { createLog } from '../../server/log.ts'
import { AfterText } from '../../server/presence/after-text.ts'
import type { PresenceNews } from '../../server/bus/bus.ts'
import { textOf } from '../adapters/store-acceptance.ts'

const address = textOf('doc')
const EPOCH = '1.first' as Epoch

function opened() {
  const [heads, hints]: [number[], Hint[]] = [[], []]
  let dropped = 0
  let waiting: { seq: number; resolve: () => void }[] = []
  const room = {
    address,
    epoch: EPOCH,
    head: 5,
    broken: false,
    hear: (hint: Hint) => void hints.push(hint),
    reaches: async (seq: number) => {
      if (seq > room.head) await new Promise<void>((resolve) => waiting.push({ seq, resolve }))
    },
  }
  const afterText = new AfterText({
    room,
    hear: ({ head }) => heads.push(head),
    dropped: () => void dropped++,
    log: createLog('silent'),
  })
  const grows = async (to: number): Promise<void> => {
    room.head = to
    for (const { seq, resolve } of waiting) if (seq <= to) resolve()
    waiting = waiting.filter(({ seq }) => seq > to)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return { room, afterText, heads, hints, grows, dropped: () => dropped }
}

const news = (head: number, epoch = EPOCH, instance = 'other'): PresenceNews => ({
  address,
  epoch,
  instance,
  room: 1,
  head,
  asks: false,
  all: false,
  people: [],
})

test('R2: what is said of a text that is not here yet waits for it, in order, and has it looked for', async () => {
  const { afterText, heads, hints, grows } = opened()
  for (const head of [5, 8, 4, 9]) afterText.take(news(head))
  await grows(7)
  expect(heads).toEqual([5])
  expect(hints).toEqual([{ address, epoch: EPOCH, fromSeq: 8, toSeq: 8 }])
  await grows(8)
  expect(heads).toEqual([5, 8, 4])
  await grows(9)
  expect(heads).toEqual([5, 8, 4, 9])
})

test('R2: of another epoch nothing is taken, and nothing when the room is no more', async () => {
  const { afterText, heads, grows, room } = opened()
  afterText.take(news(1, '2.second' as Epoch))
  afterText.take(news(6))
  room.broken = true
  await grows(6)
  expect(heads).toEqual([])
})

test('R8: what an instance has said that is lost meanwhile is not heard any more', async () => {
  const { afterText, heads, grows } = opened()
  afterText.take(news(6, EPOCH, 'lost'))
  afterText.take(news(7))
  afterText.take(news(8, EPOCH, 'lost'))
  afterText.lost('lost')
  await grows(8)
  expect(heads).toEqual([7])
})

test('R6: what is more than can wait is asked for again', async () => {
  const { afterText, heads, grows, dropped } = opened()
  for (let n = 0; n < 1_000; n++) afterText.take(news(6))
  expect(dropped()).toBe(0)
  await grows(6)
  expect([heads.length, dropped()]).toEqual([64, 1])
  afterText.take(news(6))
  expect(heads.length).toBe(65)
})
