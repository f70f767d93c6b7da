// Checks everything stored, one part of a document after the other, so that it takes no more memory than the largest of them.
// Behind the command `fsck`; reads only, also beside a running relay.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { Address } from '../../contracts/ids.ts'
import { CannotStart, messageOf } from '../errors.ts'
import type { Inspection, StoredFile } from '../store/inspection.ts'
import { checkPart } from './check-part.ts'
import { counted } from './counted.ts'
import type { FoldLine } from './fold-line.ts'
import { type Finding, finding, type FindingKind, type Place } from './findings.ts'

export interface CheckParts {
  readonly inspection: Inspection
  readonly line: FoldLine
  /** Every file where attachments are. */
  readonly files: AsyncIterable<StoredFile>
  readonly found: (finding: Finding) => void
  /** Called often, with what is done. */
  readonly progress: (done: string) => void
}

export interface Summary {
  /** Parts of documents: a text, or its comments. */
  readonly parts: number
  readonly rows: number
  readonly images: number
  readonly problems: number
  readonly notes: number
}

/** Throws CannotStart when the rest cannot be checked, for its database is not there any more. */
export async function check({ inspection, line, files, found, progress }: CheckParts): Promise<Summary> {
  const count = { problem: 0, note: 0 }
  const tell = (kind: FindingKind, place: Place, detail?: string): void => {
    const made = finding(kind, place, detail)
    count[made.grade]++
    found(made)
  }

  for (const complaint of await inspection.damage()) tell('database-damaged', {}, complaint)
  /** Each image that a document shows, and the first that does. */
  const shown = new Map<Sha256, Address>()
  const shownByVersions = new Set<Sha256>()
  let parts = 0
  let rows = 0
  try {
    for await (const stray of inspection.strays()) tell('rows-astray', {}, `${stray.rows} in ${stray.table}`)
    for await (const { document, folder } of inspection.misfiled()) tell('folder-missing', { document }, folder)
  } catch (error) {
    if (error instanceof CannotStart) throw error
    // Whose rows these are is asked one by one below.
    tell('database-damaged', {}, messageOf(error))
  }
  try {
    const all = await inspection.countParts()
    for await (const stored of inspection.readParts()) {
      const { document, part } = stored
      try {
        const checked = await checkPart(stored, line, (kind, detail, seq) =>
          tell(kind, { document, part, ...(seq !== undefined && { seq }) }, detail),
        )
        rows += checked.rows
        for (const image of checked.images) if (!shown.has(image)) shown.set(image, { document, part })
        for (const image of checked.imagesOfVersions) shownByVersions.add(image)
      } catch (error) {
        if (error instanceof CannotStart) throw error
        // The database fails in this one; the others are looked at all the same (R7).
        tell('unreadable', { document, part }, messageOf(error))
      }
      progress(`${++parts} of ${counted(all, 'document')}`)
    }
  } catch (error) {
    if (error instanceof CannotStart) throw error
    // It fails where all documents are listed. Images are looked at all the same.
    tell('database-damaged', {}, messageOf(error))
  }

  let images = 0
  for await (const { path, named, sha256 } of files) {
    progress(counted(++images, 'image'))
    const file = `attachments/${path}`
    if (named === undefined) tell('image-stray', { file })
    else if (typeof sha256 !== 'string') tell('image-unreadable', { file }, sha256.problem)
    else if (sha256 !== named) tell('image-hash', { file })
    if (named !== undefined && !shown.delete(named) && !shownByVersions.has(named)) tell('image-unnamed', { file })
  }
  for (const [image, address] of shown) tell('image-missing', address, image)
  return { parts, rows, images, problems: count.problem, notes: count.note }
}

/** In one line, for a person. */
export const summed = ({ parts, rows, images, problems, notes }: Summary): string =>
  `${counted(parts, 'document')} with ${counted(rows, 'row')} of log, ${counted(images, 'image')}: ${problems === 0 ? 'no problem' : counted(problems, 'problem')}, ${counted(notes, 'note')}.`
