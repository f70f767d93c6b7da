// The relay as people run it: built, with all that it imports. The runners' set-up builds it when its sources are newer.
import { fileURLToPath } from 'node:url'

export const BUILT_RELAY = fileURLToPath(new URL('../../out/server/main.js', import.meta.url))
