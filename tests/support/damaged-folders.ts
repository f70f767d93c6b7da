// A sound data folder that a real relay has left, and what somebody does to it: each time in one place, with what `fsck` is to find.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Y from 'yjs'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { DocumentIndex } from '../../server/room/document-index.ts'
import { readUpdate } from '../../server/room/update.ts'
import { damage, look, seqsOf, withDatabase } from './data-folder.ts'
import { foldedTwice } from './folded.ts'
import { FrameClient } from './frame-client.ts'
import { erasedAt, structAfter, structAt, unintegrable, updateOf } from './hostile-bytes.ts'
import { png, sha256Of } from './images.ts'
import { TestRelay } from './relay.ts'

export const IMAGE = png(2, 2, [10, 20, 30])
const NEWEST = `number = (SELECT number FROM heads WHERE document = 'folded') AND seq = (SELECT snapshot_seq FROM heads WHERE document = 'folded')`
export const ROW = (seq: number): string =>
  `number = (SELECT number FROM heads WHERE document = 'tidy') AND seq = ${seq}`
const BAD = unintegrable(20_261_128)

/** Seqs of the two snapshots of the document `folded`, and its head. */
export interface Folded {
  readonly older: number
  readonly newest: number
  readonly head: number
}

export async function soundFolder(sound: string): Promise<Folded> {
  const relay = await TestRelay.start({ data: sound })
  const ada = await FrameClient.join(relay, 'tidy')
  for (const word of ['one ', 'two ', 'three ', 'four ', 'five ']) ada.type(word)
  const image = new Y.XmlElement('image')
  image.setAttribute('src', attachmentPath(sha256Of(IMAGE)))
  ada.doc.getXmlFragment('default').insert(0, [image])
  await fetch(relay.url + attachmentPath(sha256Of(IMAGE)), { method: 'PUT', body: new Uint8Array(IMAGE) })
  await ada.allSaved()
  const ben = await foldedTwice(relay, 'folded')
  ben.type('the end')
  await ben.allSaved()
  await relay.stop()
  const { first, last } = seqsOf(sound, 'snapshots', 'folded')
  return { older: first, newest: last, head: seqsOf(sound, 'log', 'folded').last }
}

const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
export const imageFile = (data: string): string => {
  const name = sha256Of(IMAGE)
  return join(data, 'attachments', name.slice(0, 2), name)
}
/** The newest snapshot of `folded` becomes this, with the right hash. */
function replaceNewest(data: string, bytes: Uint8Array): void {
  damage(
    data,
    `UPDATE snapshots SET bytes = ?, sha256 = ?, held = NULL, held_sha256 = NULL WHERE ${NEWEST}`,
    bytes,
    hashOf(bytes),
  )
}

/** And its index this one. */
function replaceIndex(data: string, index: DocumentIndex): void {
  const held = index.encode()!
  const [{ sha256 }] = look<{ sha256: Uint8Array }>(data, `SELECT sha256 FROM snapshots WHERE ${NEWEST}`) as [
    { sha256: Uint8Array },
  ]
  damage(
    data,
    `UPDATE snapshots SET held = ?, held_sha256 = ? WHERE ${NEWEST}`,
    held,
    hashOf(Buffer.concat([sha256, held])),
  )
}

/** More rows at the end of a log. */
function append(data: string, document: string, ...updates: readonly Uint8Array[]): void {
  for (const update of updates) {
    damage(
      data,
      `INSERT INTO log SELECT number, head + 1, epoch, 'nobody', 0, ? FROM heads WHERE document = ?`,
      update,
      document,
    )
    damage(data, 'UPDATE heads SET head = head + 1 WHERE document = ?', document)
  }
}

export type Where = readonly [kind: string, document?: string | undefined, seq?: number | undefined]

/** What is done, by name, and where `fsck` finds what. */
export const damages: readonly (readonly [
  string,
  (data: string, folded: Folded) => void,
  (folded: Folded) => readonly Where[],
])[] = [
  [
    'a snapshot whose bytes are not those that were hashed',
    (data) => damage(data, `UPDATE snapshots SET bytes = zeroblob(length(bytes)) WHERE ${NEWEST}`),
    (folded) => [['snapshot-hash', 'folded', folded.newest]],
  ],
  [
    'both snapshots',
    (data) => damage(data, 'UPDATE snapshots SET bytes = zeroblob(9)'),
    (folded) => [
      ['snapshot-hash', 'folded', folded.newest],
      ['snapshot-hash', 'folded', folded.older],
      ['snapshots-lost', 'folded'],
    ],
  ],
  [
    'an index whose bytes are not those that were hashed',
    (data) => damage(data, `UPDATE snapshots SET held = zeroblob(length(held)) WHERE ${NEWEST}`),
    (folded) => [['index-hash', 'folded', folded.newest]],
  ],
  [
    'an index that claims more than its snapshot has',
    (data) => {
      const index = new DocumentIndex()
      index.add(readUpdate(updateOf('never stored'))!.claims)
      replaceIndex(data, index)
    },
    (folded) => [['index-wrong', 'folded', folded.newest]],
  ],
  [
    'a snapshot that does not decode',
    (data) => replaceNewest(data, Buffer.of(9, 9)),
    (folded) => [['snapshot-undecodable', 'folded', folded.newest]],
  ],
  [
    'a snapshot that decodes, and cannot be integrated with what comes behind it',
    (data) => {
      replaceNewest(data, structAfter(7, 8, 'both'))
      append(data, 'folded', erasedAt(7, 0, 2), structAt(8, 0, 'x'))
    },
    (folded) => [
      ['snapshot-short', 'folded', folded.newest],
      ['fold-fails', 'folded'],
    ],
  ],
  [
    'a snapshot that is gone',
    (data) => damage(data, `DELETE FROM snapshots WHERE ${NEWEST}`),
    (folded) => [['snapshot-missing', 'folded', folded.newest]],
  ],
  [
    'a snapshot of another epoch',
    (data) => damage(data, `UPDATE snapshots SET epoch = 'past' WHERE ${NEWEST}`),
    (folded) => [['snapshot-epoch', 'folded', folded.newest]],
  ],
  [
    'a snapshot above the one that the head knows',
    (data, folded) => damage(data, `UPDATE heads SET snapshot_seq = ? WHERE document = 'folded'`, folded.older),
    (folded) => [['snapshot-misplaced', 'folded', folded.newest]],
  ],
  [
    'a snapshot that holds less than its log',
    (data) => replaceNewest(data, structAt(7, 0, 'something else')),
    (folded) => [['snapshot-short', 'folded', folded.newest]],
  ],
  ['a log with a row missing', (data) => damage(data, `DELETE FROM log WHERE ${ROW(3)}`), () => [['log-gap', 'tidy']]],
  ['a log without its end', (data) => damage(data, `DELETE FROM log WHERE ${ROW(6)}`), () => [['log-gap', 'tidy']]],
  [
    'a log without its beginning',
    (data) => damage(data, `DELETE FROM log WHERE ${ROW(1)}`),
    () => [['log-gap', 'tidy']],
  ],
  [
    'a log without what lies between the snapshots',
    (data, folded) => damage(data, `DELETE FROM log WHERE seq = ?`, folded.older + 1),
    () => [['log-gap-behind', 'folded']],
  ],
  [
    'a row above the head',
    (data) => damage(data, `UPDATE heads SET head = 5 WHERE document = 'tidy'`),
    () => [['row-above-head', 'tidy', 6]],
  ],
  [
    'a row of another epoch',
    (data) => damage(data, `UPDATE log SET epoch = 'past' WHERE ${ROW(4)}`),
    () => [['row-epoch', 'tidy', 4]],
  ],
  [
    'a row that does not decode',
    (data) => damage(data, `UPDATE log SET bytes = x'0909' WHERE ${ROW(6)}`),
    () => [['row-undecodable', 'tidy', 6]],
  ],
  [
    'a row that decodes, and cannot be integrated',
    (data) => append(data, 'tidy', BAD.before, BAD.poison),
    () => [['row-unintegrable', 'tidy', 8]],
  ],
  [
    'a document in a folder that was deleted',
    (data) => {
      damage(data, `INSERT INTO folders VALUES ('plans', '', 2, 0, 0, 1)`)
      damage(data, `UPDATE documents SET folder = 'plans' WHERE id = 'tidy'`)
    },
    () => [['folder-missing', 'tidy']],
  ],
  [
    'text of a document deleted for ever',
    (data) => {
      damage(data, `UPDATE documents SET deleted_at = 1 WHERE id = 'tidy'`)
      forgetProjection(data)
    },
    () => [['not-deleted', 'tidy']],
  ],
  [
    'a document without metadata',
    (data) => {
      damage(data, `DELETE FROM documents WHERE id = 'tidy'`)
      forgetProjection(data)
    },
    () => [['not-listed', 'tidy']],
  ],
  ['rows of no document', (data) => damage(data, `DELETE FROM heads WHERE document = 'tidy'`), () => [['rows-astray']]],
  ['an image of other bytes', (data) => writeFileSync(imageFile(data), IMAGE.subarray(0, 60)), () => [['image-hash']]],
  [
    'a file that is no image',
    (data) => writeFileSync(join(data, 'attachments', 'notes.txt'), 'mine'),
    () => [['image-stray']],
  ],
]

/** What it says to a search is a finding of its own. */
function forgetProjection(data: string): void {
  withDatabase(data, (database) => database.exec(`DELETE FROM search; DELETE FROM projections WHERE document = 'tidy'`))
}
