// Two people in one document, over real sockets to a real relay process: the story everything else stands on.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
beforeEach(async () => {
  relay = await TestRelay.start()
})
afterEach(async () => {
  await relay.dispose()
})

test('two stock clients type, and both see both', async () => {
  const ada = await StockClient.join(relay, 'minutes')
  const ben = await StockClient.join(relay, 'minutes')
  ada.type('Hello ')
  await ben.sees('Hello ')
  ben.type('world')
  await ada.sees('Hello world')
  ada.leave()
  ben.leave()
})

test('a stock client and one of ours share a room', async () => {
  const ada = await StockClient.join(relay, 'mixed')
  const ours = await FrameClient.join(relay, 'mixed')
  ours.type('from ours, ')
  await ada.sees('from ours, ')
  ada.type('from stock')
  await until('ours to see it', () => ours.text === 'from ours, from stock')
  await ours.allSaved()
  ada.leave()
  ours.leave()
})

test('one goes away, both type on, and it comes back: both texts are whole', async () => {
  const ada = await StockClient.join(relay, 'apart')
  const ben = await StockClient.join(relay, 'apart')
  ada.type('start;')
  await ben.sees('start;')
  ben.goAway()
  ada.type('ada;')
  ben.type('ben;')
  ben.comeBack()
  await until(
    'both to hold both words',
    () => ada.text === ben.text && ada.text.includes('ada;') && ada.text.includes('ben;'),
  )
  ada.leave()
  ben.leave()
})

test('the relay is killed while more than 100 edits are unacknowledged: nobody loses a letter', async () => {
  const ada = await FrameClient.join(relay, 'killed')
  const ben = await StockClient.join(relay, 'killed')
  relay.signal('SIGSTOP')
  for (let n = 0; n < 300; n++) ada.type(`${n},`)
  const inFlight = ada.sent - ada.saved
  console.info(`unacknowledged edits at the kill: ${inFlight}`)
  expect(inFlight).toBeGreaterThan(100)
  await relay.kill()
  ben.type('ben was here;')
  await relay.start()
  const adaAgain = await FrameClient.join(relay, 'killed', { doc: ada.doc })
  await until('everyone to converge', () => {
    const whole = adaAgain.text
    return (
      whole === ben.text &&
      whole.includes('ben was here;') &&
      Array.from({ length: 300 }, (_, n) => `${n},`).every((word) => whole.includes(word))
    )
  })
  await adaAgain.allSaved()
  const carol = await StockClient.join(relay, 'killed')
  await carol.sees(ben.text)
  for (const client of [ben, carol]) client.leave()
  adaAgain.leave()
})
