// Everything the app says, in English: the language that is always complete, and what the others are typed by. One file
// per area of the app; a sentence that is said in one place only stands in that place's area.
import { desktop } from './desktop.ts'
import { editor } from './editor.ts'
import { first } from './first.ts'
import { images } from './images.ts'
import { transfer } from './transfer.ts'
import { atMost, ownCopy, trouble } from './trouble.ts'

export const en = {
  ...first,
  document: { ...first.document, atMost, ownCopy, trouble },
  desktop,
  editor,
  images,
  transfer,
} as const

/** The shape of the words, with any text in it. */
export type Words = typeof en
