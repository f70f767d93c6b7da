// R6, L2: what comes in one piece. One read of a socket may bring hundreds of frames, each of which asks for more than it
// weighs; none is handled before it may be, and none is lost when the socket ends behind it.
import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { write } from '../../contracts/wire.ts'
import { Intake } from '../../server/session/intake.ts'
import { FrameClient } from '../support/frame-client.ts'
import { awarenessOf } from '../support/hostile-bytes.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay | undefined
afterEach(async () => {
  await relay?.dispose()
  relay = undefined
})

/** All that `work` sends, and what it closes with, in one write. */
function inOnePiece({ socket }: FrameClient, work: () => void): void {
  const raw = (socket as unknown as { readonly _socket: Socket })._socket
  raw.cork()
  work()
  raw.uncork()
}

test('R6: frames that came with one that filled the outbox wait until it has drained, and keep their order', () => {
  const socket = { bufferedBytes: 0, pause: () => deeds.push('pause'), resume: () => deeds.push('resume') }
  const deeds: string[] = []
  const intake: Intake = new Intake({
    socket,
    limits: { framesPerSecond: Infinity, bytesPerSecond: Infinity, outboxBytes: 10, unsavedBytes: Infinity },
    clock: { elapsed: () => 0, after: () => () => undefined },
    unsaved: { bytes: 0 },
    rate: { exceeded: () => undefined, over: () => undefined },
    take: ([n]) => {
      deeds.push(`${n}`)
      socket.bufferedBytes += 6
    },
  })
  for (const n of [1, 2, 3, 4, 5]) intake.receive(Uint8Array.of(n))
  expect(deeds.splice(0)).toEqual(['1', '2', 'pause'])
  socket.bufferedBytes = 0
  intake.regulate()
  expect(deeds.splice(0)).toEqual(['3', '4', 'pause'])
  socket.bufferedBytes = 0
  intake.regulate()
  expect(deeds.splice(0)).toEqual(['5', 'resume'])
  socket.bufferedBytes = 20
  intake.regulate()
  intake.receive(Uint8Array.of(6))
  expect(deeds.splice(0)).toEqual(['pause'])
  expect(intake.close()).toEqual([Uint8Array.of(6)])
})

test('R6: of questions that come in one piece, one who takes nothing is answered no more than its outbox holds', async () => {
  relay = await TestRelay.start({ env: { LIGATURE_RATE_FRAMES: '0', LIGATURE_RATE_BYTES: '0' } })
  const talker = await FrameClient.join(relay, 'asked')
  const mallory = await FrameClient.join(relay, 'asked')
  // Each answer is some 60 KB.
  talker.send(write.awareness(awarenessOf([7, 1, JSON.stringify({ user: 'x'.repeat(60_000) })])))
  await until('the talker to be heard of', () =>
    mallory.frames('awareness').some(({ update }) => update.length > 60_000),
  )
  const answers = (): number => mallory.frames('awareness').length
  const before = answers()
  mallory.socket.pause()
  inOnePiece(mallory, () => {
    for (let n = 0; n < 2_000; n++) mallory.send(write.queryAwareness())
  })
  const outbox = async (): Promise<number> => {
    const { text } = await new RestClient(relay!).ask('GET', '/metrics')
    return Number(/^ligature_outbox_bytes (\d+)$/m.exec(text)?.[1])
  }
  await until('the outbox to be full', async () => (await outbox()) > 4_000_000)
  expect(await outbox()).toBeLessThan(5_000_000)
  mallory.socket.resume()
  // They are answered after all.
  await until('each answer', () => answers() >= before + 2_000, 60_000)
})

test('L2: what was typed, and came in one piece with the goodbye, is in the document', async () => {
  relay = await TestRelay.start({ env: { LIGATURE_RATE_FRAMES: '10' } })
  const ada = await FrameClient.join(relay, 'hasty')
  inOnePiece(ada, () => {
    for (let n = 0; n < 200; n++) ada.type('x')
    ada.socket.close(1000)
  })
  await until('the end', () => ada.closeCode !== undefined)
  const ben = await FrameClient.join(relay, 'hasty')
  await until('all of it', () => ben.text.length === 200)
  ben.leave()
})
