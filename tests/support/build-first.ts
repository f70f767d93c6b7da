// Runs once before all stories of a runner: they meet out/ as these sources give it. And the relays that they start find their modules
// compiled, which is a third of what a start costs. Most are killed before Node could keep what it has compiled: one is
// started here and ends by itself.
import { buildIfStale } from '../../scripts/build.ts'
import { TestRelay } from './relay.ts'

export default async function buildFirst(): Promise<void> {
  await buildIfStale()
  const relay = await TestRelay.start()
  await relay.stop()
  await relay.dispose()
}
