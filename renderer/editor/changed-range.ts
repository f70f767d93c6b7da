// Which part of the document a transaction touched, in positions after it. What lies outside is the same nodes as before.
import type { Transaction } from '@tiptap/pm/state'

export interface Range {
  readonly from: number
  readonly to: number
}

export function changedRange({ mapping, doc }: Transaction): Range {
  let from = doc.content.size
  let to = 0
  mapping.maps.forEach((map, at) => {
    const rest = mapping.slice(at + 1)
    map.forEach((_oldFrom, _oldTo, newFrom, newTo) => {
      from = Math.min(from, rest.map(newFrom, -1))
      to = Math.max(to, rest.map(newTo, 1))
    })
  })
  return { from: Math.min(from, to), to: Math.min(to, doc.content.size) }
}
