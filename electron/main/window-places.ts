// Where windows stood, and where they may stand now: a display that is gone takes no window with it. Knows no Electron;
// windows.ts asks it.
import { z } from 'zod'

const Whole = z.number().int()
export const BoundsSchema = z.object({ x: Whole, y: Whole, width: Whole.positive(), height: Whole.positive() })
export type Bounds = z.infer<typeof BoundsSchema>

export const WindowStateSchema = z.object({
  bounds: BoundsSchema,
  maximised: z.boolean(),
  /** Identity of the relay it shows. */
  relay: z.string().max(300),
  path: z.string().max(200),
})
export type WindowState = z.infer<typeof WindowStateSchema>
export const WindowStatesSchema = z.object({ windows: z.array(WindowStateSchema).max(50) })

export const STANDARD_SIZE = { width: 1_080, height: 820 } as const
export const LEAST_SIZE = { width: 420, height: 320 } as const
/** A window that opens beside another one is seen to be a second. */
const CASCADE = 28

/** Of a title bar, this much must be on a display to be taken by the mouse. */
const SEEN_WIDTH = 120
const SEEN_HEIGHT = 40

/** The same where it can be seen and held; else moved onto the nearest display, and never larger than it. */
export function placeWithin(wished: Bounds, displays: readonly Bounds[]): Bounds {
  const [first] = displays
  if (first === undefined) return wished
  const isHeld = displays.some((display) => isWithin(wished, display))
  const home = nearest(wished, displays) ?? first
  const width = Math.max(LEAST_SIZE.width, Math.min(wished.width, home.width))
  const height = Math.max(LEAST_SIZE.height, Math.min(wished.height, home.height))
  if (isHeld) return { x: wished.x, y: wished.y, width, height }
  return {
    x: clamp(wished.x, home.x, home.x + home.width - width),
    y: clamp(wished.y, home.y, home.y + home.height - height),
    width,
    height,
  }
}

/** A little below and to the right. */
export const beside = ({ x, y, width, height }: Bounds): Bounds => ({ x: x + CASCADE, y: y + CASCADE, width, height })

function isWithin(window: Bounds, display: Bounds): boolean {
  const seenWidth = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x)
  const barIsIn = window.y >= display.y && window.y + SEEN_HEIGHT <= display.y + display.height
  return barIsIn && seenWidth >= Math.min(SEEN_WIDTH, window.width)
}

function nearest(window: Bounds, displays: readonly Bounds[]): Bounds | undefined {
  const middle = (bounds: Bounds) => ({ x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 })
  const from = middle(window)
  const far = (display: Bounds): number => Math.hypot(middle(display).x - from.x, middle(display).y - from.y)
  return [...displays].sort((a, b) => far(a) - far(b))[0]
}

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(value, Math.max(least, most)))
