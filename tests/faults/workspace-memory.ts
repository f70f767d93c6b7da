// What a relay takes in memory while a workspace of any size goes through it (protocol W): run as a program it shows a whole gigabyte,
// `node tests/faults/workspace-memory.ts 1024`; workspace-memory.test.ts does the same with little.
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import * as Y from 'yjs'
import { WORKSPACE_ROUTES } from '../../contracts/workspace.ts'
import { png, sha256Of } from '../support/images.ts'
import { TestRelay } from '../support/relay.ts'

const MB = 1024 * 1024
const AT = '2026-03-01T12:00:00.000Z'

/** Of one direction, in MB. */
export interface Taken {
  /** Of the file. */
  readonly size: number
  readonly seconds: number
  /** What the relay had before, and the most that it had meanwhile. */
  readonly before: number
  readonly peak: number
}

/** A file of about so many MB: documents of 1 MB in four updates each, and an image of 1 MB for every ten. */
function* workspaceOf(megabytes: number, name: string): Generator<string> {
  const hash = createHash('sha256')
  const written = (line: object): string => {
    const text = `${JSON.stringify(line)}\n`
    hash.update(text)
    return text
  }
  const found = { documents: 0, attachments: 0, damaged: 0 }
  const images: Buffer[] = []
  const kind = 'header'
  yield written({ kind, format: 'ligature-workspace', version: 1, schemaVersion: 1, at: AT, ...found, bytes: 0 })
  const updates = updatesOf()
  for (let size = 0; size < megabytes * MB; found.documents++) {
    const id = `${name}${found.documents}`
    yield written({ kind: 'document', id, title: id, createdAt: AT, changedAt: AT, trashedAt: null })
    yield written({ kind: 'part', part: 'text', epoch: 'e', setAside: 0 })
    for (const [nth, update] of updates.entries()) {
      const line = written({ kind: 'log', from: nth + 1, updates: [update] })
      size += line.length
      yield line
    }
    if (found.documents % 10 === 0) images.push(randomBytes(4))
  }
  for (const [nth, salt] of images.entries()) {
    const image = png(2, 2, [salt[0]!, salt[1]!, nth % 256], MB + nth)
    found.attachments++
    yield written({ kind: 'attachment', sha256: sha256Of(image), size: image.byteLength })
    for (let at = 0; at < image.byteLength; at += 196_608)
      yield written({ kind: 'bytes', base64: image.subarray(at, at + 196_608).toString('base64') })
  }
  yield `${JSON.stringify({ kind: 'end', ...found, sha256: hash.digest('hex') })}\n`
}

function updatesOf(): readonly string[] {
  const doc = new Y.Doc()
  const updates: string[] = []
  doc.on('update', (update: Uint8Array) => updates.push(Buffer.from(update).toString('base64')))
  for (let nth = 0; nth < 4; nth++) doc.getText('').insert(0, randomBytes(95_000).toString('hex'))
  return updates
}

export async function importOf(relay: TestRelay, megabytes: number, name: string): Promise<Taken> {
  return await watched(relay, async () => {
    const answer = Promise.withResolvers<number>()
    const outgoing = request(relay.url + WORKSPACE_ROUTES.import.path, { method: 'POST' }, (incoming) => {
      incoming.resume()
      incoming.on('end', () => answer.resolve(incoming.statusCode ?? 0))
    })
    outgoing.on('error', answer.reject)
    let size = 0
    for (const line of workspaceOf(megabytes, name)) {
      size += line.length
      if (!outgoing.write(line)) await new Promise((resolve) => outgoing.once('drain', resolve))
    }
    outgoing.end()
    const status = await answer.promise
    if (status !== 200) throw new Error(`the import was answered ${status}`)
    return size
  })
}

export async function exportOf(relay: TestRelay): Promise<Taken> {
  return await watched(relay, async () => {
    const response = await fetch(relay.url + WORKSPACE_ROUTES.export.path)
    let size = 0
    for await (const chunk of response.body!) size += chunk.byteLength
    return size
  })
}

async function watched(relay: TestRelay, work: () => Promise<number>): Promise<Taken> {
  const before = residentOf(relay.pid)
  let peak = before
  const timer = setInterval(() => (peak = Math.max(peak, residentOf(relay.pid))), 20)
  const from = performance.now()
  try {
    const size = await work()
    return { size: size / MB, seconds: (performance.now() - from) / 1_000, before, peak }
  } finally {
    clearInterval(timer)
  }
}

/** In MB. */
const residentOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

const said = ({ size, seconds, before, peak }: Taken): string =>
  `${size.toFixed(0)} MB in ${seconds.toFixed(0)} s; the relay had ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const megabytes = Number(process.argv[2] ?? 1024)
  const relay = await TestRelay.start()
  try {
    process.stdout.write(`import: ${said(await importOf(relay, megabytes, 'd'))}\n`)
    process.stdout.write(`export: ${said(await exportOf(relay))}\n`)
  } finally {
    await relay.dispose()
  }
}
