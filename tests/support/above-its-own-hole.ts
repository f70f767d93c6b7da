// Two honest updates that a Y.Doc which hears them in this order does not take in: the first has a struct above a hole, and
// one that what fills the hole hangs on.
import * as Y from 'yjs'

export function aboveItsOwnHole(): { readonly above: Uint8Array; readonly filling: Uint8Array; readonly text: string } {
  const updates: Uint8Array[] = []
  const writer = (clientID: number): Y.Doc => {
    const doc = new Y.Doc()
    doc.clientID = clientID
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'heard') updates.push(update)
    })
    return doc
  }
  const [ada, ben] = [writer(1), writer(2)]
  ada.getText('text').insert(0, 'ac')
  Y.applyUpdate(ben, updates[0]!, 'heard')
  ben.getText('text').insert(1, 'b')
  Y.applyUpdate(ada, updates[1]!, 'heard')
  ada.getText('text').insert(2, '!')
  ada.getText('text').insert(4, 'd')
  const [first, ofBen, hangsOnBen, last] = updates
  return {
    above: Y.mergeUpdates([ofBen!, last!]),
    filling: Y.mergeUpdates([first!, hangsOnBen!]),
    text: ada.getText('text').toString(),
  }
}
