// Between ProseMirror's marks and the formatting attributes of a Y.XmlText, as y-tiptap has them, so that stock TipTap
// clients read ours and we theirs. Called by building and writing.
import type { Attrs, Mark, MarkType, Schema } from '@tiptap/pm/model'
import { encodeAny, toBase64 } from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import { MARK_DIGEST } from '../understanding.ts'

/** What a comparison of versions writes; no mark of the schema. */
const YCHANGE = 'ychange'
const DIGEST_BYTES = 6

export type Formatting = Record<string, Attrs | null>

/** The mark's name that an attribute stands for. */
export const markNameOf = (attribute: string): string => attribute.replace(MARK_DIGEST, '')

/** Throws what ProseMirror throws for a mark that the schema does not have or does not take so. */
export function marksOf(attributes: Readonly<Record<string, unknown>> | undefined, schema: Schema): readonly Mark[] {
  if (attributes === undefined) return []
  return Object.entries(attributes)
    .filter(([name]) => name !== YCHANGE)
    .map(([name, attrs]) => schema.mark(markNameOf(name), attrs as Attrs))
}

export function formattingOf(marks: readonly Mark[]): Formatting {
  const formatting: Formatting = {}
  for (const mark of marks) if (mark.type.name !== YCHANGE) formatting[attributeNameOf(mark)] = mark.attrs
  return formatting
}

/**
 * The attribute a mark is written under. A mark that does not exclude its own kind may stand several times over one
 * letter, so a digest of its attributes is part of the name: the same bytes as y-tiptap's, or every client would add its own.
 */
export function attributeNameOf(mark: Mark): string {
  if (excludesItself(mark.type)) return mark.type.name
  const known = digests.get(mark)
  if (known !== undefined) return known
  const bytes = digest(encodeAny(mark.toJSON()))
  for (let at = DIGEST_BYTES; at < bytes.length; at++) bytes[at % DIGEST_BYTES]! ^= bytes[at]!
  const name = `${mark.type.name}--${toBase64(bytes.slice(0, DIGEST_BYTES))}`
  digests.set(mark, name)
  return name
}

/** Only saves time: the digest follows from the mark. */
const digests = new WeakMap<Mark, string>()

const excludesItself = (type: MarkType): boolean => type.excludes(type)
