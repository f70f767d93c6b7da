// The acceptance suite on files, and what only files can get wrong: half a file after a kill, a folder that is none.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSha256 } from '../../contracts/attachment-names.ts'
import { CannotStart } from '../../server/errors.ts'
import { AttachmentFiles } from '../../server/store/files/attachment-files.ts'
import { type AttachmentStoreUnderTest, testsOfAttachmentStore } from './attachment-store-acceptance.ts'

const folder = mkdtempSync(join(tmpdir(), 'ligature-attachments-'))
afterAll(() => rmSync(folder, { recursive: true }))

class OnFiles implements AttachmentStoreUnderTest {
  #store: AttachmentFiles | undefined
  get store(): AttachmentFiles {
    return this.#store!
  }
  async reopen(): Promise<void> {
    this.#store = await AttachmentFiles.open(join(folder, 'kept'))
  }
}

describe('files', () => {
  const lent = new OnFiles()
  beforeAll(() => lent.reopen())
  testsOfAttachmentStore(lent)

  test('what stood half in the folder when the relay was killed is gone after the next start', async () => {
    writeFileSync(join(folder, 'kept', 'incoming', 'half'), 'half')
    await lent.reopen()
    expect(readdirSync(join(folder, 'kept', 'incoming'))).toEqual([])
  })

  test('nothing is left behind by what was refused', async () => {
    const other = parseSha256('0'.repeat(64))!
    const refused = async function* (): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(1)
    }
    await lent.store.keepAttachment(other, refused())
    expect(readdirSync(join(folder, 'kept', 'incoming'))).toEqual([])
    expect(readdirSync(join(folder, 'kept'))).not.toContain('00')
  })
})

test('a folder that cannot be made keeps the relay from starting, in a sentence', async () => {
  writeFileSync(join(folder, 'a-file'), '')
  await expect(AttachmentFiles.open(join(folder, 'a-file', 'attachments'))).rejects.toThrow(CannotStart)
})
