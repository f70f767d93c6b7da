// R1 for images at the system-call level: before the relay answers that it has one, the disk has confirmed its bytes and its name.
// Linux only, by strace.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { png, sha256Of } from '../support/images.ts'
import { TestRelay } from '../support/relay.ts'

test('R1, H1: bytes flushed, named, folder flushed, and only then answered', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ligature-strace-'))
  const trace = join(folder, 'trace')
  const relay = await TestRelay.start({
    under: ['strace', '-f', '-qq', '-y', '-s', '64', '-e', 'trace=fsync,rename,write,writev', '-o', trace],
  })
  try {
    const bytes = png(2, 2, [1, 2, 3], 50_000)
    const answer = await fetch(relay.url + attachmentPath(sha256Of(bytes)), {
      method: 'PUT',
      body: new Uint8Array(bytes),
    })
    expect(answer.status).toBe(201)
    await relay.stop()
    const sha256 = sha256Of(bytes)
    const steps = readFileSync(trace, 'utf8')
      .split('\n')
      .flatMap((call) => {
        if (/\bfsync\(\d+<[^>]*\/incoming\/[^>]+>/.test(call)) return ['bytes flushed']
        if (/\brename\(/.test(call) && call.includes(sha256)) return ['named']
        if (/\bfsync\(\d+<[^>]*\/attachments\/[0-9a-f]{2}>/.test(call)) return ['folder flushed']
        if (/\bfsync\(\d+<[^>]*\/attachments>/.test(call)) return ['folder of folders flushed']
        return call.includes('201 Created') ? ['answered'] : []
      })
    // Its folders are made and flushed at the start.
    expect(steps.slice(steps.indexOf('bytes flushed'))).toEqual([
      'bytes flushed',
      'named',
      'folder flushed',
      'folder of folders flushed',
      'answered',
    ])
  } finally {
    await relay.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
})
