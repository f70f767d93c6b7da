// Lets one document begin anew (E2): with a copy, without a past, of what it shows here or in another folder. Behind the
// command `reset`, while no relay has the store.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import { type DocumentId, type Part, PARTS } from '../../contracts/ids.ts'
import { messageOf } from '../errors.ts'
import type { Inspection, Measure, StoredSize } from '../store/inspection.ts'
import type { AttachmentStore, DocumentStore } from '../store/store.ts'
import { type Copied, copyParts, type Showing } from './copy-parts.ts'
import { change, counted } from './counted.ts'
import type { FoldLine } from './fold-line.ts'

export interface ResetParts {
  readonly document: DocumentId
  /** Where its text is read; perhaps of another folder. */
  readonly source: Pick<Inspection, 'readParts'>
  readonly line: FoldLine
  readonly store: Pick<DocumentStore, 'resetDocument'>
  readonly measure: Measure
  /** Images from where the text is read, and those of the store. */
  readonly imagesThere: Pick<AttachmentStore, 'findAttachment' | 'readAttachment'>
  readonly imagesHere: Pick<AttachmentStore, 'findAttachment' | 'keepAttachment'>
  /** Only says what would be. */
  readonly dryRun: boolean
  /** Takes a line for a person. */
  readonly say: (line: string) => void
}

/** Answers whether it was done, or could be. If not, `say` has heard why, and what that means for the document. */
export async function reset(parts: ResetParts): Promise<boolean> {
  const { document, source, line, store, dryRun, say } = parts
  const before = sizesOf(parts)
  let copied: readonly Copied[]
  try {
    copied = await copyParts(source, document, line)
    for (const part of PARTS) {
      const copy = copied.find((each) => each.part === part)
      if (copy !== undefined) say(`${document} (${part}) shows ${amount(copy.shows)}${leftOut(copy)}`)
      else if (before.has(part)) say(`${document} (${part}) is not there, and is to begin empty`)
    }
    if (dryRun) return true
    await bringImages(copied, parts)
  } catch (error) {
    say(`${document}: not reset, and nothing of it is lost: ${messageOf(error)}`)
    return false
  }
  const outcome = await store.resetDocument(document, copied).catch((error: unknown) => error as Error)
  if (outcome instanceof Error) {
    say(`${document}: reset as a whole, or not at all and nothing of it is lost: ${outcome.message}`)
    return false
  }
  if (outcome.kind !== 'reset')
    throw new Error(`the document ${document} is ${outcome.kind}, while nobody else has the store`)
  for (const [part, after] of sizesOf(parts))
    say(`${document} (${part}): ${change(before.get(part) ?? NOTHING, after)}`)
  say(
    'It is reset. Copies from before are not merged into it: whoever has one is told, and can keep it as a new document.',
  )
  say(`A client that is not Ligature's comes in with an empty Y.Doc, and ?epoch=${outcome.epoch} behind the address.`)
  return true
}

/** Those that the text shows and the store lacks. */
async function bringImages(copied: readonly Copied[], { imagesThere, imagesHere, say }: ResetParts): Promise<void> {
  const lacking: Sha256[] = []
  for (const image of new Set(copied.flatMap(({ images }) => [...images])))
    if ((await imagesHere.findAttachment(image, 0)) === undefined) lacking.push(image)
  let came = 0
  for (const image of lacking) {
    const found = await imagesThere.findAttachment(image, 0)
    if (found !== undefined && (await imagesHere.keepAttachment(image, imagesThere.readAttachment(image))) === 'kept')
      came++
  }
  if (came > 0) say(`${counted(came, 'image')} that it shows, not here before, brought along`)
  if (lacking.length > came) say(`${counted(lacking.length - came, 'image')} that it shows, neither here nor there`)
}

const NOTHING: StoredSize = { rows: 0, bytes: 0 }

const sizesOf = ({ measure, document }: ResetParts): ReadonlyMap<Part, StoredSize> =>
  new Map([...measure.addresses(document)].map((address) => [address.part, measure.sizeOf(address)]))

const amount = (shows: Showing): string =>
  shows.part === 'text'
    ? counted(shows.characters, 'character')
    : `${counted(shows.threads, 'thread')} with ${counted(shows.entries, 'entry', 'entries')}`

function leftOut({ unusable, waiting }: Copied): string {
  const left = [
    ...(unusable === 0 ? [] : [`${counted(unusable, 'update')} that nobody can use`]),
    ...(waiting === 0 ? [] : [`${counted(waiting, 'piece')} behind something that never came`]),
  ]
  return left.length === 0 ? '' : `; left out: ${left.join(', ')}`
}

/** What a dry run has in the place of a store and its images: it comes to neither. */
const unwritten = (): never => {
  throw new Error('a dry run writes nothing')
}
export const UNWRITTEN = {
  resetDocument: unwritten,
  keepAttachment: unwritten,
  findAttachment: unwritten,
}
