// What stories about `reset` begin with: a document with a past, and a look at everything that is stored.
import { look } from './data-folder.ts'
import { FrameClient } from './frame-client.ts'
import type { TestRelay } from './relay.ts'

const LETTERS = 300

/** Ada writes letter by letter, erases most of it, and leaves. Her copy stays with her. */
export async function writtenAndErased(relay: TestRelay, path: string, letters = LETTERS): Promise<FrameClient> {
  const ada = await FrameClient.join(relay, path)
  for (let n = 0; n < letters; n++) ada.type(`${n} `)
  ada.doc.getText('text').delete(5, Math.floor(ada.text.length / 2))
  await ada.allSaved()
  ada.leave()
  return ada
}

export const everythingIn = (data: string): unknown =>
  ['documents', 'heads', 'log', 'snapshots', 'quarantine', 'history', 'events'].map((table) =>
    look(data, `SELECT * FROM ${table}`),
  )
