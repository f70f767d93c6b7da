// What a check of stored data can find: each kind with what it is, what it means for the text, and what can be done. A problem
// is damage; a note is something that happens in a sound folder too. Made by check.ts and check-part.ts, printed by main.ts.
import type { Address } from '../../contracts/ids.ts'

interface Kind {
  readonly grade: 'problem' | 'note'
  readonly what: string
  readonly meaning: string
  readonly remedy: string
}

const RESTORE = 'Restore a backup; people who had the document open have their own copies of it.'
const NOTHING_TO_DO = 'Nothing has to be done.'

const KINDS = {
  'database-damaged': {
    grade: 'problem',
    what: 'the database finds itself damaged',
    meaning: 'What lay in the damaged place is lost; the rest is told of below.',
    remedy: 'Look after the disk, copy everything away as it is, and restore a backup.',
  },
  'rows-astray': {
    grade: 'problem',
    what: 'rows that belong to no document',
    meaning: 'No document lacks them as far as can be told; they take room.',
    remedy: 'Keep a copy of everything, and report it: the relay never leaves any.',
  },
  'folder-missing': {
    grade: 'problem',
    what: 'it is in a folder that is not there',
    meaning: 'The document and its text are whole; it is in the list of all documents, and in no folder’s.',
    remedy: 'Move it into another folder.',
  },
  unreadable: {
    grade: 'problem',
    what: 'its rows cannot be read',
    meaning: 'The relay cannot open the document, or not all of it.',
    remedy: RESTORE,
  },
  'not-deleted': {
    grade: 'problem',
    what: 'text of a document that was deleted for ever',
    meaning: 'Nobody can open it, but it is still on the disk.',
    remedy: 'Report it: deleting removes both at once.',
  },
  'not-listed': {
    grade: 'problem',
    what: 'the document has text but no metadata',
    meaning: 'It opens by its address and is in no list.',
    remedy: 'Give it a title by its address (PUT /api/v1/documents/{id}); the text stays.',
  },
  'set-aside': {
    grade: 'note',
    what: 'an update was set aside',
    meaning: 'What it held is not in the document, unless somebody who had it whole has sent it again.',
    remedy: 'Its bytes are in the table `quarantine` of the database, for whoever looks into it.',
  },
  'snapshot-hash': {
    grade: 'problem',
    what: 'the bytes of the snapshot do not match their SHA-256',
    meaning:
      'They are not what was stored. The relay goes on from the snapshot before, or none, and the log, if that reaches back.',
    remedy:
      'Look after the disk. The next fold stores a whole one; in a data folder `compact` does so at once, with the relay stopped.',
  },
  'index-hash': {
    grade: 'problem',
    what: 'the index beside the snapshot does not match its SHA-256',
    meaning: 'The text is whole. The relay reads the snapshot itself and takes longer to open the document.',
    remedy:
      'Look after the disk. The next fold stores it again; in a data folder `compact` does so at once, with the relay stopped.',
  },
  'index-wrong': {
    grade: 'problem',
    what: 'the index beside the snapshot says otherwise than the snapshot',
    meaning: 'The relay may take new text for text that it has, and not store it.',
    remedy:
      'Report it: the relay makes both at once. The next fold stores them again; in a data folder `compact` does so at once, with the relay stopped.',
  },
  'snapshot-undecodable': {
    grade: 'problem',
    what: 'the snapshot does not decode',
    meaning: 'Nobody can read what it holds.',
    remedy: RESTORE,
  },
  'snapshot-epoch': {
    grade: 'problem',
    what: 'the snapshot is of another epoch than the document',
    meaning: 'Text from before the document was reset may come back.',
    remedy: RESTORE,
  },
  'snapshot-misplaced': {
    grade: 'problem',
    what: 'the snapshot is not where the head of the document says',
    meaning: 'Edits may be counted twice or left out.',
    remedy: RESTORE,
  },
  'snapshot-missing': {
    grade: 'problem',
    what: 'the snapshot that the head speaks of is not there',
    meaning: 'What only it held is lost.',
    remedy: RESTORE,
  },
  'snapshots-lost': {
    grade: 'problem',
    what: 'of its snapshots none is whole',
    meaning: 'The relay cannot open the document.',
    remedy: RESTORE,
  },
  'snapshot-short': {
    grade: 'problem',
    what: 'the snapshot holds less than the log that it stands for',
    meaning: 'Edits are missing from the document; they are in the log, which is kept as it is until the next fold.',
    remedy: 'Stop the relay, keep a copy of everything, and report it.',
  },
  'version-hash': {
    grade: 'problem',
    what: 'the bytes of a named version do not match their SHA-256',
    meaning: 'The version can be neither shown nor restored. The document itself is not concerned.',
    remedy: 'Look after the disk, and restore a backup; or delete the version in the history.',
  },
  'version-undecodable': {
    grade: 'problem',
    what: 'a named version does not decode',
    meaning: 'The version can be neither shown nor restored. The document itself is not concerned.',
    remedy: 'Restore a backup; or delete the version in the history.',
  },
  'log-gap': {
    grade: 'problem',
    what: 'rows of the log are missing',
    meaning: 'Their edits are lost, and the relay cannot open the document.',
    remedy: RESTORE,
  },
  'log-gap-behind': {
    grade: 'problem',
    what: 'rows of the log are missing behind the snapshot',
    meaning: 'Nothing is lost: the snapshot holds them. Should it be damaged, there is no other way to the text.',
    remedy: 'The next fold mends it; in a data folder `compact` does so at once, with the relay stopped.',
  },
  'row-above-head': {
    grade: 'problem',
    what: 'the row is above the head of the document',
    meaning: 'The relay does not see it, and the next edit cannot be saved over it.',
    remedy: RESTORE,
  },
  'row-epoch': {
    grade: 'problem',
    what: 'the row is of another epoch than the document',
    meaning: 'Text from before the document was reset may come back.',
    remedy: RESTORE,
  },
  'row-undecodable': {
    grade: 'problem',
    what: 'the update does not decode',
    meaning: 'What it held cannot be read. All other edits are whole, but what hangs on it does not show.',
    remedy: 'The relay sets it aside when the document is opened next; whoever typed it sends it again.',
  },
  hidden: {
    grade: 'problem',
    what: 'edits hang on a damaged one, and nobody sees them',
    meaning: 'They are stored. They show when somebody comes back who has the damaged one whole.',
    remedy: 'Else restore a backup, or fetch the document from one with `reset --from`.',
  },
  'row-unintegrable': {
    grade: 'problem',
    what: 'the update decodes, and cannot be integrated',
    meaning: 'Some people cannot open the document while it is there. All other edits are whole.',
    remedy:
      'The relay sets it aside when it folds the document; in a data folder `compact` does so at once, with the relay stopped.',
  },
  'fold-fails': {
    grade: 'problem',
    what: 'snapshot and log do not make a whole document',
    meaning: 'Some people may not be able to open it, and its log cannot be folded.',
    remedy: RESTORE,
  },
  'fold-slow': {
    grade: 'problem',
    what: 'snapshot and log take too long to put together',
    meaning:
      'Whether they make a whole document is not known. The relay does not fold it, and opening it is slow for everybody.',
    remedy: 'Nobody’s typing makes such a log: look into who can reach the relay. `compact` takes more time for it.',
  },
  holes: {
    grade: 'note',
    what: 'edits wait for others that have not come',
    meaning: 'They are kept, and show as soon as those arrive.',
    remedy: NOTHING_TO_DO,
  },
  'image-hash': {
    grade: 'problem',
    what: 'the bytes of the image do not match its name',
    meaning: 'The image shows damaged or not at all.',
    remedy:
      'Move the file away, or in PostgreSQL delete its row in `attachments`: a client that has the image may send it again. Or restore it from a backup.',
  },
  'image-unreadable': {
    grade: 'problem',
    what: 'the file cannot be read',
    meaning: 'The image does not show.',
    remedy: 'See that the relay may read it, look after the disk, or restore it from a backup.',
  },
  'image-stray': {
    grade: 'problem',
    what: 'no image is called so',
    meaning: 'The relay does not look at the file.',
    remedy: 'Move it away.',
  },
  'image-missing': {
    grade: 'note',
    what: 'the document shows an image that is not here',
    meaning: 'Whoever put it in has not sent it yet, or the file was lost.',
    remedy: 'It is sent when that client comes back. A lost one is in a backup.',
  },
  'image-unnamed': {
    grade: 'note',
    what: 'no document shows the image',
    meaning: 'It was taken out again, or has only just come.',
    remedy: 'It may stay: an undo needs it.',
  },
} as const satisfies Record<string, Kind>

export type FindingKind = keyof typeof KINDS

/** Where it was found. */
export interface Place extends Partial<Address> {
  readonly seq?: number
  /** Of an image, below the data folder. */
  readonly file?: string
}

export interface Finding extends Kind, Place {
  readonly kind: FindingKind
}

export function finding(kind: FindingKind, place: Place, detail?: string): Finding {
  const { what, ...rest } = KINDS[kind]
  return { kind, ...place, ...rest, what: detail === undefined ? what : `${what}: ${detail}` }
}

/** In one line, for a person. */
export function sentence({ grade, document, part, seq, file, what, meaning, remedy }: Finding): string {
  const places = [document && (part === undefined ? document : `${document} (${part})`), seq && `seq ${seq}`, file]
  return `${grade}: ${[places.filter(Boolean).join(' '), what].filter(Boolean).join(': ')}. ${meaning} ${remedy}`
}
