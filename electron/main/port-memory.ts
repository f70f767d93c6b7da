// Remembers the embedded relay's port in a file, from one launch of the app to the next.
import { readFileSync, writeFileSync } from 'node:fs'
import type { PortMemory } from './embedded-relay.ts'

const HIGHEST_PORT = 65_535

export function portMemory(file: string): PortMemory {
  return {
    recall() {
      try {
        const port = Number(readFileSync(file, 'utf8'))
        return Number.isInteger(port) && port > 0 && port <= HIGHEST_PORT ? port : 0
      } catch {
        // The first launch on this computer.
        return 0
      }
    },
    keep(port) {
      writeFileSync(file, `${port}\n`)
    },
  }
}
