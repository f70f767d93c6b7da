// Random and spoilt bytes at every entrance of a session, for some seconds: the relay stays up and does not grow, other
// people notice nothing, and what it stored reads again. FUZZ_SECONDS=600 for a long run, SEED=n repeats a choice of bytes.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Epoch } from '../../contracts/ids.ts'
import { SUBPROTOCOL, write } from '../../contracts/wire.ts'
import * as Y from 'yjs'
import { FrameClient } from '../support/frame-client.ts'
import { awarenessOf, frameOf, updateOf } from '../support/hostile-bytes.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 8)
/** At once, each with a document of its own or one of a few that they share. */
const PEERS = 6
const FRAMES_PER_PEER = 25
/** What a Node process may take more by chance of its collector. */
const GROWTH_MB = 60

const random = seeded(seedOfThisRun('fuzz'))
const below = (end: number): number => Math.floor(random() * end)
const one = <T>(of: readonly T[]): T => of[below(of.length)]!
const noise = (most: number): Uint8Array => Uint8Array.from({ length: below(most) }, () => below(256))

/** A document that has lived: several clients, deletes, formats, nested types. */
function lived(): Y.Doc {
  const doc = new Y.Doc()
  for (let turn = 0; turn < 8; turn++) {
    doc.clientID = 1 + below(6)
    const text = doc.getText('text')
    text.insert(below(text.length + 1), 'some words '.slice(0, 1 + below(11)))
    if (text.length > 4) text.delete(below(text.length - 2), 2)
    if (turn % 3 === 0) text.format(0, 1, { bold: turn % 2 === 0 })
    doc.getMap('map').set(`k${below(3)}`, one([turn, 'x', new Y.Map([['inner', turn]]), new Uint8Array([1, 2])]))
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText('in it')])
    doc.getXmlFragment('default').push([paragraph])
  }
  return doc
}

function spoilt(bytes: Uint8Array): Uint8Array {
  const kind = random()
  if (kind < 0.15) return bytes.subarray(0, below(bytes.length + 1))
  if (kind < 0.25) return new Uint8Array([...bytes, ...noise(20)])
  if (kind < 0.35) {
    const [from, to] = [below(bytes.length), below(bytes.length)]
    return new Uint8Array([...bytes.subarray(0, from), ...bytes.subarray(to)])
  }
  const copy = bytes.slice()
  for (let flips = 1 + below(4); flips > 0 && copy.length > 0; flips--)
    copy[below(copy.length)] = one([0, 127, 128, 255, below(256)])
  return copy
}

const honest: readonly (() => Uint8Array)[] = [
  () => write.update(Y.encodeStateAsUpdate(lived())),
  () => write.update(updateOf('honest words')),
  () => write.step2(Y.encodeStateAsUpdate(lived())),
  () => write.step1(Y.encodeStateVector(lived())),
  () => write.step1(new Uint8Array([0])),
  () => write.awareness(awarenessOf([below(2 ** 31), below(100), '{"user":{"name":"x"}}'], [below(9), 1, 'null'])),
  () => write.cursor('e'.repeat(below(30)) as Epoch, below(1_000)),
  () => write.ping(below(2 ** 31)),
  () => frameOf(one([3, 2, 42, 100, 110, 127, 200]), ...noise(30)),
]

function frame(): Uint8Array {
  const kind = random()
  if (kind < 0.1) return noise(64)
  // The frame around it is whole: what is spoilt gets as far as it can.
  if (kind < 0.4) return write.update(spoilt(Y.encodeStateAsUpdate(lived())))
  if (kind < 0.5) return write.step1(spoilt(Y.encodeStateVector(lived())))
  if (kind < 0.6) return write.awareness(spoilt(awarenessOf([below(99), 1, '{"user":{}}'])))
  return random() < 0.7 ? spoilt(one(honest)()) : one(honest)()
}

async function visit(relay: TestRelay, document: string): Promise<void> {
  const socket = new WebSocket(`${relay.syncUrl}/${document}`, random() < 0.5 ? [SUBPROTOCOL] : [])
  let gone = false
  socket.on('close', () => (gone = true))
  socket.on('error', () => undefined)
  await until('an answer to the upgrade', () => gone || socket.readyState === WebSocket.OPEN)
  for (let nth = 0; nth < FRAMES_PER_PEER && !gone; nth++) {
    socket.send(frame())
    if (nth % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  if (random() < 0.5) socket.close()
  else socket.terminate()
  await until('the socket to be gone', () => gone)
}

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024

test(
  'F1, F5: spoilt bytes at every entrance leave the relay, its memory and other people as they were',
  {
    timeout: SECONDS * 1_000 + 120_000,
  },
  async () => {
    const relay = await TestRelay.start()
    try {
      const ada = await FrameClient.join(relay, 'honest')
      ada.type('Nothing of this may change.')
      await ada.allSaved()
      const { pid } = relay
      let visits = 0
      let before = 0
      const documents = Array.from({ length: 12 }, (_, nth) => `spoilt-${nth}`)
      const end = Date.now() + SECONDS * 1_000
      while (Date.now() < end) {
        await Promise.all(Array.from({ length: PEERS }, () => visit(relay, one(documents))))
        visits += PEERS
        // The first turns fill caches and compile the code.
        if (before === 0 && Date.now() > end - SECONDS * 700) before = residentMb(pid)
        ada.type('.')
      }
      await ada.allSaved()
      console.info(`fuzz: ${visits} visits, ${before.toFixed(0)} MB, then ${residentMb(pid).toFixed(0)} MB`)
      expect(residentMb(pid) - before).toBeLessThan(GROWTH_MB)
      expect({ running: relay.running, pid: relay.pid, closed: ada.closeCode }).toEqual({
        running: true,
        pid,
        closed: undefined,
      })
      // What contradicts itself (two structs of one clock, structs that wait for each other) is left in the log as it came (R5).
      const known = /integrat|set aside|renders .{2,20} differently|holds less than the log/
      const errors = relay.log.filter(({ level }) => level === 'error').map((line) => JSON.stringify(line))
      expect(errors.filter((line) => !known.test(line))).toEqual([])

      // Everything that was stored is there after a kill, and each of it is an update that decodes.
      await relay.kill()
      await relay.start()
      for (const document of documents) {
        const rows: Uint8Array[] = []
        let ended = false
        const reader = new FrameClient(relay, document, { mute: true })
        reader.socket.removeAllListeners('message')
        reader.socket.on('message', (data: Buffer) => {
          const bytes = new Uint8Array(data)
          if (bytes[0] === 0 && bytes[1] === 2) rows.push(bytes)
          if (bytes[0] === 0 && bytes[1] === 1) ended = true
        })
        await until('the relay to speak', () => reader.socket.readyState === WebSocket.OPEN)
        reader.send(write.step1(new Uint8Array([0])))
        await until(`the whole of ${document}`, () => ended)
        for (const row of rows) expect(() => Y.decodeUpdate(bodyOf(row))).not.toThrow()
        reader.leave()
      }
      const ben = await FrameClient.join(relay, 'honest')
      expect(ben.text).toBe(ada.text)
    } finally {
      await relay.dispose()
    }
  },
)

/** What an update frame carries: behind two numbers, its length and its bytes. */
function bodyOf(update: Uint8Array): Uint8Array {
  let at = 2
  while (update[at]! > 127) at++
  return update.subarray(at + 1)
}
