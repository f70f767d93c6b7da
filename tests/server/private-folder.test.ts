// The data folder is its owner's alone, whatever the umask of whoever starts the relay: documents lie in it unencrypted.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { command } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { png, sha256Of } from '../support/images.ts'
import { TestRelay } from '../support/relay.ts'

// Windows has other permissions.
test.skipIf(process.platform === 'win32')(
  'what a relay and a command make is not for others to read, under a umask of 022 too',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ligature-private-'))
    const relay = await TestRelay.start({
      data: join(folder, 'data'),
      under: ['sh', '-c', 'umask 022; exec "$@"', 'sh'],
    })
    const ada = await FrameClient.join(relay, 'letter')
    ada.type('between us')
    await ada.allSaved()
    const image = png(1, 1, [1, 0, 0])
    const path = attachmentPath(sha256Of(image))
    const kept = await fetch(relay.url + path, { method: 'PUT', body: image as Uint8Array<ArrayBuffer> })
    expect(kept.ok).toBe(true)
    const modes = (): Record<string, string> =>
      Object.fromEntries(
        ['.', ...readdirSync(relay.data, { recursive: true, encoding: 'utf8' })].map((name) => [
          name,
          (statSync(join(relay.data, name)).mode & 0o777).toString(8),
        ]),
      )
    const open = (): unknown =>
      Object.entries(modes()).filter(
        ([name, mode]) => mode !== (statSync(join(relay.data, name)).isDirectory() ? '700' : '600'),
      )
    expect(Object.keys(modes())).toEqual(
      expect.arrayContaining([
        'ligature.db',
        'ligature.db-wal',
        'lock.db',
        'holder.json',
        `attachments/${sha256Of(image).slice(0, 2)}/${sha256Of(image)}`,
      ]),
    )
    expect(open()).toEqual([])
    await relay.stop()
    expect((await command(relay.data, 'compact')).code).toBe(0)
    expect(open()).toEqual([])
    rmSync(folder, { recursive: true })
  },
)
