// What `migrate` does with a data folder, and says of it: checks it, refuses what is damaged, moves all of it elsewhere with move.ts, and
// tells how to go on. Called by main.ts.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import { CannotStart } from '../errors.ts'
import type { AttachmentStore } from '../store/store.ts'
import type { Amount, Destination, StoredTables } from '../store/tables.ts'
import { counted } from './counted.ts'
import { type Finding, sentence } from './findings.ts'
import { move, type Moved } from './move.ts'

/** To a person: lines, and how far it is. */
interface Talk {
  say(line: string): void
  progress(done: string): void
}

export interface MoveFolderParts {
  /** Its path. */
  readonly folder: string
  readonly check: (talk: Talk, found: (finding: Finding) => void) => Promise<unknown>
  /** Documents that are damaged are moved as they are. */
  readonly withDamage: boolean
  /** Opened once the folder was checked. */
  readonly source: () => StoredTables & { close(): void }
  readonly images: () => Promise<readonly Sha256[]>
  readonly imagesThere: Pick<AttachmentStore, 'readAttachment'>
  readonly holdsAnything: () => Promise<boolean>
  /** Undefined: only says what would be. */
  readonly destination: (() => Promise<Destination & { close(): Promise<void> }>) | undefined
  readonly talk: (doing: string) => Talk
}

/** Answers what the process ends with. Throws CannotStart when nothing could be done. */
export async function moveFolder(parts: MoveFolderParts): Promise<number> {
  // First: that nobody can be reached there is better known before a large folder is checked.
  const occupied = await parts.holdsAnything()
  await refuseDamage(parts)
  const source = parts.source()
  try {
    const images = await parts.images()
    const all = described(source.amount(), images.length)
    if (parts.destination !== undefined) return await moveAll(parts, source, images, all)
    const talk = parts.talk('looking')
    talk.say(`${all} would be moved.`)
    if (occupied) throw new CannotStart(NOT_EMPTY)
    talk.say('The PostgreSQL database of DATABASE_URL is empty. Nothing is changed.')
    return 0
  } finally {
    source.close()
  }
}

async function refuseDamage({ check, withDamage, talk }: MoveFolderParts): Promise<void> {
  const checking = talk('checking')
  let [problems, hindrances] = [0, 0]
  await check(checking, (found) => {
    if (found.grade !== 'problem') return
    problems++
    if (!withDamage || !isMovable(found)) hindrances++
    checking.say(sentence(found))
  })
  if (hindrances > 0)
    throw new CannotStart(
      `Nothing was moved: ${counted(hindrances, 'problem')} in the folder ${hindrances === 1 ? 'has' : 'have'} to be seen to first. What can be done is said with each, and by fsck.${hindrances === problems && !withDamage ? ' With --with-damage, documents are moved as they are, damage and all.' : ''}`,
    )
  if (problems > 0) checking.say('What is damaged is moved as it is.')
}

/** Rows that can be read can be moved; what the database cannot read, or is no image, cannot. */
const isMovable = ({ kind, document }: Finding): boolean => document !== undefined && kind !== 'unreadable'

async function moveAll(
  { folder, imagesThere, destination, talk }: MoveFolderParts,
  source: StoredTables,
  images: readonly Sha256[],
  all: string,
): Promise<number> {
  const from = performance.now()
  const [moving, comparing] = [talk('moving'), talk('comparing')]
  const there = await destination!()
  let moved: Moved
  try {
    moved = await move({
      source,
      images,
      imagesThere,
      destination: there,
      moving: (done) => moving.progress(done),
      comparing: (done) => comparing.progress(done),
    })
  } finally {
    await there.close()
  }
  switch (moved.kind) {
    case 'occupied':
      throw new CannotStart(OCCUPIED)
    case 'differs':
      for (const difference of moved.differences) comparing.say(`differs: ${difference}`)
      comparing.say(
        `What PostgreSQL gave back is not what was moved (${counted(moved.differences.length, 'difference')}), so nothing of it was kept there. ${folder} is as it was: look after that PostgreSQL, and go on with the folder meanwhile.`,
      )
      return 1
    case 'found there':
      comparing.say(`${all} were there already, ${counted(moved.bytes, 'byte')}: a run before had come to its end.`)
      break
    case 'moved': {
      const seconds = ((performance.now() - from) / 1_000).toFixed(1)
      comparing.say(`${all} moved and compared, ${counted(moved.bytes, 'byte')} in ${seconds} s: all is the same.`)
    }
  }
  comparing.say(
    `Start relays with the same DATABASE_URL from now on. ${folder} is as it was, and old as soon as one of them runs: start none on it any more, and keep it as a backup.`,
  )
  return 0
}

const MAKE_ONE = 'Everything of a folder is moved at once, into an empty database: make one, and name that.'
const OCCUPIED = `The PostgreSQL database of DATABASE_URL already holds something else than this folder, and is left as it is. ${MAKE_ONE}`
const NOT_EMPTY = `The PostgreSQL database of DATABASE_URL is not empty. Unless what it holds is this very folder, from a run before, nothing can be moved there. ${MAKE_ONE}`

const described = ({ documents, trashed, deleted, rows }: Amount, images: number): string =>
  `${counted(documents, 'document')} (${trashed} in the trash; ${deleted} more deleted for ever), ${counted(rows, 'row')}, ${counted(images, 'image')}`
