// What the relay's entry can be asked to do, read from its arguments. Called by main.ts; settings are config.ts's.
import type { DocumentId } from '../contracts/ids.ts'
import { readTokens, TOKENS_HELP } from './access/token-arguments.ts'
import type { TokenTask } from './access/token-command.ts'
import { askedAbout, idIn, optionsOf } from './arguments.ts'
import { CannotStart } from './errors.ts'

export type Command =
  | { readonly kind: 'serve' }
  | { readonly kind: 'help'; readonly of: 'relay' | CommandName }
  | { readonly kind: 'version' }
  | { readonly kind: 'fsck'; readonly json: boolean }
  | { readonly kind: 'compact'; readonly document: DocumentId | undefined }
  | {
      readonly kind: 'reset'
      readonly document: DocumentId
      readonly from: string | undefined
      readonly dryRun: boolean
    }
  | { readonly kind: 'migrate'; readonly dryRun: boolean; readonly withDamage: boolean }
  | { readonly kind: 'tokens'; readonly task: TokenTask }

const COMMANDS = ['fsck', 'compact', 'reset', 'migrate', 'tokens'] as const
type CommandName = (typeof COMMANDS)[number]

/** Throws CannotStart for an argument that nobody takes. */
export function readCommand(args: readonly string[]): Command {
  const [first, ...rest] = args
  switch (first) {
    case undefined:
      return { kind: 'serve' }
    case '--help':
    case '-h':
      return { kind: 'help', of: 'relay' }
    case '--version':
      return { kind: 'version' }
    case 'fsck': {
      const options = optionsOf('fsck', rest, { json: { type: 'boolean', default: false } })
      return askedAbout('fsck', options) ?? { kind: 'fsck', json: options['json'] === true }
    }
    case 'compact': {
      const options = optionsOf('compact', rest, { document: { type: 'string' } })
      const { document } = options
      return (
        askedAbout('compact', options) ?? {
          kind: 'compact',
          document: typeof document === 'string' ? idIn(document) : undefined,
        }
      )
    }
    case 'reset': {
      const options = optionsOf('reset', rest, {
        document: { type: 'string' },
        from: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
      })
      const asked = askedAbout('reset', options)
      if (asked !== undefined) return asked
      const { document, from, 'dry-run': dryRun } = options
      if (typeof document !== 'string')
        throw new CannotStart('reset: --document ID is missing: one document is reset at a time; see reset --help.')
      return {
        kind: 'reset',
        document: idIn(document),
        from: typeof from === 'string' ? from : undefined,
        dryRun: dryRun === true,
      }
    }
    case 'migrate': {
      const options = optionsOf('migrate', rest, {
        from: { type: 'string' },
        to: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        'with-damage': { type: 'boolean', default: false },
      })
      const asked = askedAbout('migrate', options)
      if (asked !== undefined) return asked
      const { from, to, 'dry-run': dryRun, 'with-damage': withDamage } = options
      if (from !== 'sqlite' || to !== 'postgres')
        throw new CannotStart(
          'migrate: it takes --from sqlite --to postgres, and knows no other way; see migrate --help.',
        )
      return { kind: 'migrate', dryRun: dryRun === true, withDamage: withDamage === true }
    }
    case 'tokens':
      return readTokens(rest)
    default:
      throw new CannotStart(
        `The relay does not take "${first}": its commands are ${COMMANDS.join(', ')}, and settings come from the environment; see --help.`,
      )
  }
}

const FSCK_HELP = `Checks every document and image of a data folder or a PostgreSQL, and changes nothing.

usage: node out/server/main.js fsck [--json] [-h | --help] [--version]

  --json   one JSON object a line: each finding, and last the summary

The folder is the one in LIGATURE_DATA, or with DATABASE_URL it is that database. Relays may be running: each document is
read as it was committed at one moment. What is found stands in one line: where, what, what it means for the text, and what can be done. A "problem" is
damage; a "note" is something that happens in a sound folder too, such as an image that its writer has not sent yet.

Ends with 0 when there is no problem, 1 when there is one, 2 when it could not be checked.
`

const COMPACT_HELP = `Folds the log of every document into its snapshot, and gives the room back to the file system.

usage: node out/server/main.js compact [--document ID] [-h | --help] [--version]

  --document ID   only this document

The folder is the one in LIGATURE_DATA, and no relay may be running on it. A running relay folds long logs by itself, and
keeps the one before, so that it can do without a snapshot that is found damaged. This command reads each new snapshot
back, compares it once more, and then keeps nothing else: make a backup first. The database is written anew, for which
the disk needs room for a second one.

Ends with 0 when everything was folded, 1 when something could not be (it stays as it is), 2 when nothing could be done.
`

const RESET_HELP = `Lets one document begin anew, without its past.

usage: node out/server/main.js reset --document ID [--from FOLDER] [--dry-run] [-h | --help] [--version]

  --document ID   this document
  --from FOLDER   with what it shows in another data folder, such as a backup; else with what it shows now
  --dry-run       only say what that is, and which epoch the document has, and change nothing

The folder is the one in LIGATURE_DATA, and no relay may be running on it, unless --dry-run only reads there. What the document shows is copied, text and
comments; what is set aside, or waits for something that never came, is not. The copy is compared, and then takes the place
of the log, the snapshots and what was set aside, all of it at once. Title and trash stay. That helps where a document has
grown too large, or was damaged by somebody's client. FOLDER is only read.

The document gets a new epoch: copies that people have from before are not merged into it. Whoever has one is told so, keeps
it, and can make a new document of it. What they had written and not sent is in their copy only. There is no way back:
make a backup first.

Ends with 0 when the document was reset, 1 when it could not be (it stays as it is), 2 when nothing could be done.
`

const MIGRATE_HELP = `Moves everything from a data folder into a PostgreSQL, and compares it there.

usage: node out/server/main.js migrate --from sqlite --to postgres [--dry-run] [--with-damage] [-h | --help] [--version]

  --dry-run       only check the folder, say what would be moved, and look whether the database is empty
  --with-damage   also with documents that fsck finds damaged, which are moved as they are

The folder is the one in LIGATURE_DATA, and no relay may be running on it, unless --dry-run only reads there. The database is
the one in DATABASE_URL, and has to be empty. The folder is checked first, as fsck does, and nothing is moved while there is a
problem. Then all goes over: documents with their titles and the trash, which were deleted for ever, text and comments with
their log, epochs and numbers, what was set aside, events, images. It is read there and compared, and only then seen by
anybody, all of it at once: a command that is killed has done nothing, and may be run again. The folder stays as it is.

Ends with 0 when everything was moved and is the same, 1 when something is not (nothing is left of it in the database), 2
when nothing could be done.
`

const HELP: Readonly<Record<CommandName, string>> = {
  fsck: FSCK_HELP,
  compact: COMPACT_HELP,
  reset: RESET_HELP,
  migrate: MIGRATE_HELP,
  tokens: TOKENS_HELP,
}

/** What --help prints for a command. */
export const helpOf = (command: CommandName): string => HELP[command]
