// Runs once before all stories. The relays that they start find their modules compiled, which is half of what a start costs. Most are
// killed before Node could keep what it has compiled: one is started here and ends by itself.
import { TestRelay } from './relay.ts'

export async function setup(): Promise<void> {
  const relay = await TestRelay.start()
  await relay.stop()
  await relay.dispose()
}
