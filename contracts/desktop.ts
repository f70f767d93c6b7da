// What the desktop app offers its pages: one object on `window.ligature`, put there by electron/preload and answered by
// electron/main. In the browser it is absent, and renderer/platform stands in for it.
import { z } from 'zod'

export const DESKTOP_GLOBAL = 'ligature'

/** Where the app's own relay listens. */
export const EmbeddedRelaySchema = z.object({ url: z.url() })

/** Every call over IPC: its name, what it takes, what it answers. Both sides parse with these. */
export const DESKTOP_CALLS = {
  embeddedRelay: { takes: z.tuple([]), answers: EmbeddedRelaySchema },
  newWindow: { takes: z.tuple([z.string().max(200)]), answers: z.void() },
  copyText: { takes: z.tuple([z.string().max(4_096)]), answers: z.void() },
} as const

export type DesktopCall = keyof typeof DESKTOP_CALLS

/** The channel a call travels on. */
export const channelOf = (call: DesktopCall): string => `ligature:${call}`

export type DesktopApi = {
  readonly [Call in DesktopCall]: (
    ...args: z.infer<(typeof DESKTOP_CALLS)[Call]['takes']>
  ) => Promise<z.infer<(typeof DESKTOP_CALLS)[Call]['answers']>>
}
