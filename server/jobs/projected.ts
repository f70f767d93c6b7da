// What a document says, for whoever searches: its words, its headings and where they stand. Runs in the projection worker.
import type * as Y from 'yjs'
import { composed, folded } from '../../document/folded.ts'
import { gramsOf } from '../../document/grams.ts'
import { documentFromFragment } from '../../document/fragment.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { countWords, outlineOf, toText } from '../../document/text.ts'
import type { NewProjection, ProjectedHeading } from '../store/store.ts'

/** So much of a text is searched, in UTF-16 units: two thick novels. To index more takes too long. */
const MOST_SEARCHED = 2_000_000
/** And so many of its headings are named. */
const MOST_HEADINGS = 2_000

export type Projected = Omit<NewProjection, 'epoch' | 'seq'>

export function projected(doc: Y.Doc): Projected {
  const document = documentFromFragment(doc.getXmlFragment(TEXT_FIELD))
  const blocks = (document.content ?? []).map((block) => composed(toText({ type: 'doc', content: [block] })))
  const all = blocks.join('\n')
  const text = wholeCharacters(all.slice(0, MOST_SEARCHED))
  const comparable = folded(text)
  return {
    text,
    folded: comparable,
    grams: gramsOf(comparable),
    words: countWords(all),
    outline: placed(outlineOf(document), blocks),
  }
}

function placed(outline: ReturnType<typeof outlineOf>, blocks: readonly string[]): ProjectedHeading[] {
  const headings: ProjectedHeading[] = []
  let at = 0
  let block = 0
  for (const heading of outline.slice(0, MOST_HEADINGS)) {
    // A line feed stands between blocks.
    for (; block < heading.block; block++) at += charactersIn(blocks[block]!) + 1
    headings.push({ level: heading.level, text: composed(heading.text), at })
  }
  return headings
}

function charactersIn(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** Without the half of a character at its end. */
const wholeCharacters = (text: string): string => (text.isWellFormed() ? text : text.slice(0, -1))
