// Bad input from the disk (issue "Bad input"; R1, R5, R7): the store of a real relay is damaged, or takes no more. The relay says so
// in its log with the document's name, loses nothing else, other documents go on as before, and `fsck` names the place.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { damage, fsck, look, seqsOf } from '../support/data-folder.ts'
import { foldedTwice } from '../support/folded.ts'
import { FrameClient } from '../support/frame-client.ts'
import { unintegrable } from '../support/hostile-bytes.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
beforeEach(async () => {
  relay = await TestRelay.start()
  const ben = await FrameClient.join(relay, 'elsewhere')
  ben.type('untouched')
  await ben.allSaved()
  ben.leave()
})
afterEach(async () => {
  await relay.dispose()
})

/** Ada's words, each an update of its own at the beginning, so that none hangs on the one before. */
async function written(document: string, ...words: readonly string[]): Promise<void> {
  const ada = await FrameClient.join(relay, document)
  for (const word of words) ada.type(word, 0)
  await ada.allSaved()
  ada.leave()
}

/** Someone with text of their own: what they lack is made by a fold. */
async function visitor(document: string): Promise<FrameClient> {
  const doc = new Y.Doc()
  doc.getText('other').insert(0, 'my own')
  return await FrameClient.join(relay, document, { doc })
}

/** R7: the other document opens, says what it said, and takes edits. */
async function elsewhereGoesOn(): Promise<void> {
  const ben = await FrameClient.join(relay, 'elsewhere')
  expect(ben.text).toBe('untouched')
  ben.type('!')
  ben.doc.getText('text').delete(9, 1)
  await ben.allSaved()
  expect(ben.closeCode).toBeUndefined()
  ben.leave()
}

const rowsOf = (document: string): unknown[] =>
  ['log', 'snapshots'].flatMap((table) =>
    look(relay.data, `SELECT * FROM ${table} WHERE number = (SELECT number FROM heads WHERE document = ?)`, document),
  )

const errors = (): readonly object[] => relay.log.filter(({ level }) => level === 'error')

const SET_ASIDE = 'a stored update cannot be integrated; set aside'

test('R7: a log row that has rotted is named, set aside and kept; the rest of the document opens', async () => {
  await written('rotten', 'one ', 'two ', 'three ')
  await relay.stop()
  damage(relay.data, `UPDATE log SET bytes = x'0909' WHERE seq = 3`)
  expect((await fsck(relay.data)).problems).toMatchObject([{ kind: 'row-undecodable', document: 'rotten', seq: 3 }])
  await relay.start()
  const carol = await FrameClient.join(relay, 'rotten')
  expect({ text: carol.text, code: carol.closeCode }).toEqual({ text: 'two one ', code: undefined })
  carol.type('four ', 0)
  await carol.allSaved()
  expect(errors()).toMatchObject([{ document: 'rotten', seq: 3, msg: 'a stored update does not decode; set aside' }])
  await elsewhereGoesOn()
  expect(look(relay.data, 'SELECT seq, bytes FROM quarantine')).toEqual([{ seq: 3, bytes: new Uint8Array([9, 9]) }])
  expect(await fsck(relay.data)).toMatchObject({
    code: 0,
    problems: [],
    notes: [{ kind: 'set-aside', document: 'rotten', seq: 3 }],
  })
})

test.each([1, 2, 3, 4])(
  'R5, R7: an update in the middle of the tail that decodes and cannot be integrated is found, named and set aside (seed %i)',
  async (seed) => {
    await written('poisoned', 'one ', 'two ', 'three ', 'four ', 'five ')
    await relay.stop()
    const { before, poison } = unintegrable(seed)
    // What stood there goes behind the two.
    damage(relay.data, `INSERT INTO log SELECT number, seq + 2, epoch, author, at, bytes FROM log WHERE seq = 5`)
    damage(relay.data, `INSERT INTO log SELECT number, seq + 1, epoch, author, at, ? FROM log WHERE seq = 5`, poison)
    damage(relay.data, `UPDATE log SET bytes = ? WHERE seq = 5`, before)
    damage(relay.data, `UPDATE heads SET head = 7 WHERE document = 'poisoned'`)
    expect((await fsck(relay.data)).problems).toMatchObject([
      { kind: 'row-unintegrable', document: 'poisoned', seq: 6 },
    ])
    await relay.start()
    const first = await visitor('poisoned')
    await until('the row to be set aside', () => errors().length > 0)
    expect(errors()).toMatchObject([{ document: 'poisoned', seq: 6, msg: SET_ASIDE }])
    await until('the room to begin anew', () => first.closeCode === 4500)
    for (const join of [() => FrameClient.join(relay, 'poisoned'), () => visitor('poisoned')]) {
      const client = await join()
      expect({ text: client.text, code: client.closeCode }).toEqual({
        text: 'five four three two one ',
        code: undefined,
      })
      client.leave()
    }
    await elsewhereGoesOn()
    expect(look(relay.data, 'SELECT bytes FROM quarantine')).toEqual([{ bytes: new Uint8Array(poison) }])
    expect(await fsck(relay.data)).toMatchObject({
      code: 0,
      problems: [],
      notes: [{ kind: 'set-aside', document: 'poisoned', seq: 6 }],
    })
  },
)

/** Folded twice by the relay itself, with something behind. */
async function foldedAndMore(document: string): Promise<string> {
  const ada = await foldedTwice(relay, document)
  ada.type('the end')
  await ada.allSaved()
  ada.leave()
  return ada.text
}

test('R5: with the last snapshot damaged the one before and the log say the same; the relay warns', async () => {
  const text = await foldedAndMore('folded')
  await relay.stop()
  const { last, first } = seqsOf(relay.data, 'snapshots', 'folded')
  damage(relay.data, 'UPDATE snapshots SET bytes = zeroblob(length(bytes)) WHERE seq = ?', last)
  expect((await fsck(relay.data)).problems).toMatchObject([{ kind: 'snapshot-hash', document: 'folded', seq: last }])
  await relay.start()
  for (const join of [() => FrameClient.join(relay, 'folded'), () => visitor('folded')]) {
    const client = await join()
    expect({ text: client.text, code: client.closeCode }).toEqual({ text, code: undefined })
    client.leave()
  }
  expect(relay.log.map(({ problem }) => problem)).toContain(
    `the snapshot of folded (text) at ${last} does not match its hash; the one at ${first} is used instead`,
  )
  await elsewhereGoesOn()
})

test.each([
  ['the last snapshot', 'WHERE seq = (SELECT max(seq) FROM snapshots)', 0],
  ['the only snapshot, with the log from its first row,', '', 1],
] as const)('R4, R5: with %s damaged a stale copy hears all it lacks', async (_, which, tooMany) => {
  const ada = await FrameClient.join(relay, 'stale')
  ada.type('the first words ')
  await ada.allSaved()
  const stale = new Y.Doc()
  Y.applyUpdate(stale, Y.encodeStateAsUpdate(ada.doc))
  ada.leave()
  const ben = await FrameClient.join(relay, 'stale')
  for (const folds of [1, 2].slice(tooMany)) {
    for (let n = 0; n < 1_200; n++) ben.type(`${n} `)
    const expected = folds - tooMany
    await until('the log to be folded', () => relay.log.filter(({ msg }) => msg === 'compacted').length === expected)
    await ben.allSaved()
  }
  await relay.stop()
  damage(relay.data, `UPDATE snapshots SET bytes = zeroblob(9) ${which}`)
  await relay.start()
  const back = await FrameClient.join(relay, 'stale', { doc: stale })
  expect(back.text).toBe(ben.text)
})

test('R7: with no snapshot whole the document is refused, in a line with its name; its rows stay, the others go on', async () => {
  await foldedAndMore('folded')
  await relay.stop()
  damage(relay.data, 'UPDATE snapshots SET bytes = zeroblob(length(bytes))')
  const before = rowsOf('folded')
  expect((await fsck(relay.data)).problems.map(({ kind }) => kind)).toContain('snapshots-lost')
  await relay.start()
  const refused = await FrameClient.join(relay, 'folded')
  expect({ code: refused.closeCode, heard: refused.heard }).toEqual({ code: 4500, heard: [] })
  expect(errors()).toContainEqual(
    expect.objectContaining({
      document: 'folded',
      part: 'text',
      reason: 'damaged',
      problem: expect.stringMatching(/does not match its hash, and there is no other$/),
      msg: 'the document cannot be opened; it is as it was',
    }),
  )
  await elsewhereGoesOn()
  expect(rowsOf('folded')).toEqual(before)
})

test('R5, R7: a document whose log has a hole is refused, in a line with its name, and not folded around it; the others go on', async () => {
  await written('holed', 'one ', 'two ', 'three ')
  await relay.stop()
  damage(relay.data, `DELETE FROM log WHERE seq = 2 AND number = (SELECT number FROM heads WHERE document = 'holed')`)
  const before = rowsOf('holed')
  expect((await fsck(relay.data)).problems).toMatchObject([{ kind: 'log-gap', document: 'holed' }])
  await relay.start()
  const refused = await FrameClient.join(relay, 'holed')
  expect({ code: refused.closeCode, heard: refused.heard }).toEqual({ code: 4500, heard: [] })
  expect(errors()).toContainEqual(
    expect.objectContaining({
      document: 'holed',
      problem: 'the log of holed has no row after 1, though its head is 3',
      msg: 'the document cannot be opened; it is as it was',
    }),
  )
  await elsewhereGoesOn()
  expect(rowsOf('holed')).toEqual(before)
})

/** Ways to a disk that takes no more. */
interface SmallDisk {
  readonly relay: TestRelay
  fill(): void
  makeRoom(): void
  end(): Promise<void>
}

/** A disk of a few megabytes, filled to the brim. Only root may mount one. */
async function mountedDisk(skip: (why: string) => void): Promise<SmallDisk> {
  const disk = mkdtempSync(join(tmpdir(), 'ligature-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'none', disk])
  const unmount = (): void => {
    spawnSync('umount', ['-l', disk])
    rmSync(disk, { recursive: true, force: true })
  }
  if (mounted.status !== 0) {
    unmount()
    skip(`no disk can be mounted here: ${mounted.error?.message ?? mounted.stderr.toString().trim()}`)
  }
  const data = join(disk, 'data')
  mkdirSync(data)
  const relay = await TestRelay.start({ data })
  const ballast = join(disk, 'ballast')
  return {
    relay,
    fill: () => {
      const { bavail, bsize } = statfsSync(disk)
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - 16 * bsize))
    },
    makeRoom: () => rmSync(ballast),
    end: async () => {
      await relay.dispose()
      unmount()
    },
  }
}

/** For anybody: the kernel refuses the relay's writes beyond a little more than its largest file. Linux only. */
async function limitedFiles(skip: (why: string) => void): Promise<SmallDisk> {
  const relay = await TestRelay.start()
  const limit = (bytes: number | 'unlimited'): string | undefined => {
    const { status, error, stderr } = spawnSync('prlimit', ['--pid', `${relay.pid}`, `--fsize=${bytes}:`])
    return status === 0 ? undefined : (error?.message ?? stderr.toString().trim())
  }
  const problem = limit('unlimited')
  if (problem !== undefined) {
    await relay.dispose()
    skip(`the files of a process cannot be limited here: ${problem}`)
  }
  return {
    relay,
    fill: () => {
      const sizes = ['ligature.db', 'ligature.db-wal'].map((file) => statSync(join(relay.data, file)).size)
      expect(limit(Math.max(...sizes) + 100_000)).toBeUndefined()
    },
    makeRoom: () => expect(limit('unlimited')).toBeUndefined(),
    end: async () => await relay.dispose(),
  }
}

test.for([
  ['that is full', mountedDisk, /full/],
  ['that refuses to write', limitedFiles, /I\/O error/],
] as const)(
  'R1, R7: on a disk %s nothing is called saved; what was is there, and all is saved when it takes more',
  async ([, open, problem], { skip }) => {
    const disk = await open((why) => {
      console.warn(`skipped: ${why}`)
      skip(why)
    })
    const { relay: small } = disk
    try {
      const ada = await FrameClient.join(small, 'full')
      ada.type('saved before. ')
      await ada.allSaved()
      disk.fill()
      let savedText = ada.text
      while (ada.closeCode === undefined) {
        ada.type('y'.repeat(20_000), 0)
        await until('an answer', () => ada.saved >= ada.sent || ada.closeCode !== undefined)
        if (ada.saved >= ada.sent) savedText = ada.text
      }
      expect(ada.closeCode).toBe(4500)
      const sick = await new RestClient(small).ask('GET', '/healthz')
      expect({ status: sick.status, detail: (sick.body as { detail: string }).detail }).toEqual({
        status: 503,
        detail: expect.stringMatching(/nothing acknowledged is lost/),
      })
      expect((sick.body as { detail: string }).detail).toMatch(problem)
      expect(small.log).toContainEqual(
        expect.objectContaining({ level: 'error', document: 'full', problem: expect.stringMatching(problem) }),
      )
      // Reading goes on, beside it and in it.
      expect((await FrameClient.join(small, 'full')).text).toBe(savedText)
      expect(await fsck(small.data)).toMatchObject({ code: 0, problems: [] })

      disk.makeRoom()
      const back = await FrameClient.join(small, 'full', { doc: ada.doc })
      await back.allSaved()
      expect((await FrameClient.join(small, 'full')).text).toBe(ada.text)
      expect((await new RestClient(small).ask('GET', '/healthz')).status).toBe(200)
      await small.kill()
      expect(await fsck(small.data)).toMatchObject({ code: 0, problems: [] })
    } finally {
      await disk.end()
    }
  },
)
