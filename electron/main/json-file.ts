// A small file of JSON under userData: what windows there were, which relays, which documents. Written whole or not at all,
// so that a crash leaves the old one; one that cannot be read counts as none, because none of them holds text.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { z } from 'zod'

export interface JsonFile<Value> {
  /** Undefined when there is none, or none that parses. */
  read(): Value | undefined
  write(value: Value): void
}

export function jsonFile<Value>(path: string, schema: z.ZodType<Value>): JsonFile<Value> {
  return {
    read() {
      try {
        return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
      } catch {
        // Not there yet, cut short, or of another version: begun anew.
        return undefined
      }
    },
    write(value) {
      const aside = `${path}.new`
      // 0600: addresses of relays and titles of documents are for this person alone.
      writeFileSync(aside, JSON.stringify(value), { mode: 0o600, flush: true })
      renameSync(aside, path)
    },
  }
}
