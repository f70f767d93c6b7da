// Tells the steps of undo which letters are meant. To bring back what was deleted Yjs makes a copy of it, and to take it away
// again it looks the copy up by its first letter and deletes the whole item that letter stands in. But copies grow together to
// one item: to do again that one letter was deleted took its neighbours too, which another step had brought back. Where a step
// also names the copies themselves, Yjs cuts that item where they end. Called by undo.ts before each step.
import * as Y from 'yjs'

type Step = Y.UndoManager['undoStack'][number]
type LetterSet = Step['insertions']

/** Adds to what steps have written the copies that stand for it now. */
export function nameCopies({ store }: Y.Doc, steps: readonly Step[]): void {
  for (const step of steps) {
    const copies = Y.createDeleteSet()
    for (const [client, ranges] of step.insertions.clients)
      for (const { clock, len } of ranges) addCopies(store, copies, client, clock, clock + len)
    if (copies.clients.size > 0) step.insertions = Y.mergeDeleteSets([step.insertions, copies])
  }
}

function addCopies(store: Y.Doc['store'], copies: LetterSet, client: number, from: number, to: number): void {
  for (let clock = from; clock < to;) {
    const item = Y.getItem(store, Y.createID(client, clock))
    const end = Math.min(to, item.id.clock + item.length)
    const copy = item instanceof Y.Item ? item.redone : null
    if (copy !== null) {
      const start = copy.clock + clock - item.id.clock
      const ranges = copies.clients.get(copy.client) ?? []
      copies.clients.set(copy.client, ranges)
      ranges.push({ clock: start, len: end - clock })
      addCopies(store, copies, copy.client, start, start + end - clock)
    }
    clock = end
  }
}
