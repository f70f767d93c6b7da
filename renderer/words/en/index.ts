// Everything the app says, in English: the language that is always complete, and what the others are typed by. One file
// per area of the app; a sentence that is said in one place only stands in that place's area.
import { app } from './app.ts'
import { commands } from './commands.ts'
import { desktop } from './desktop.ts'
import { document } from './document.ts'
import { documents } from './documents.ts'
import { editor } from './editor.ts'
import { images } from './images.ts'
import { person } from './person.ts'
import { relay } from './relay.ts'
import { start } from './start.ts'
import { transfer } from './transfer.ts'
import { ui } from './ui.ts'

export const en = {
  app,
  commands,
  desktop,
  document,
  documents,
  editor,
  images,
  person,
  relay,
  start,
  transfer,
  ui,
} as const

/** The shape of the words, with any text in it. */
export type Words = typeof en
