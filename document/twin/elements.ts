// Yjs elements and texts: made for new nodes, put among a twin's children, taken away, their attributes set. Everything that
// push writes, apart from letters, is written here.
import type { Attrs, Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { type Formatting, formattingOf } from './marks.ts'
import { isElement, type TextTwin, type Twin, type Twins, type Unit } from './twin.ts'

/** Letters of one formatting, as Yjs has them in a delta. */
export interface Run {
  readonly insert: string
  readonly attributes?: Formatting
}

/** Answers how many. */
export function insertUnits(twin: Twin, place: number, units: readonly Unit[]): number {
  twin.type.insert(
    place,
    units.map((unit) => (isElement(unit) ? (unit.type as Y.XmlElement) : unit.text)),
  )
  twin.units.splice(place, 0, ...units)
  for (const unit of units) unit.parent = twin
  return units.length
}

export function removeUnits(twin: Twin, place: number, count: number): void {
  twin.type.delete(place, count)
  twin.units.splice(place, count)
}

/** A new Yjs element for a node, with everything in it, as y-tiptap would write it. */
export function makeElement(node: Node, twins: Twins): Twin {
  const type = new Y.XmlElement(node.type.name)
  for (const [name, value] of Object.entries(node.attrs))
    if (value !== null && value !== undefined && name !== 'ychange') type.setAttribute(name, value as string)
  const units: Unit[] = []
  let runs: Run[] = []
  for (const child of node.children) {
    if (child.isText) {
      runs.push({ insert: child.text!, attributes: formattingOf(child.marks) })
      continue
    }
    if (runs.length > 0) units.push(makeText(runs, twins))
    runs = []
    units.push(makeElement(child, twins))
  }
  if (runs.length > 0) units.push(makeText(runs, twins))
  type.insert(
    0,
    units.map((unit) => (isElement(unit) ? (unit.type as Y.XmlElement) : unit.text)),
  )
  const twin: Twin = { type, node, units, parent: null }
  for (const unit of units) unit.parent = twin
  twins.set(type, twin)
  return twin
}

export function makeText(runs: readonly Run[], twins: Twins): TextTwin {
  const text = new Y.XmlText()
  text.applyDelta([...runs])
  const length = runs.reduce((sum, { insert }) => sum + insert.length, 0)
  const twin: TextTwin = { text, length, parent: null }
  twins.set(text, twin)
  return twin
}

/** Attributes that this schema does not know stay as they are: they are somebody's. */
export function pushAttributes(element: Y.XmlElement, was: Attrs, now: Attrs): void {
  for (const [name, value] of Object.entries(now)) {
    if (name === 'ychange' || equalValues(was[name], value)) continue
    if (value === null || value === undefined) element.removeAttribute(name)
    else element.setAttribute(name, value as string)
  }
}

/** Attribute values are JSON. */
export function equalValues(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return JSON.stringify(a) === JSON.stringify(b)
}
