// Everything the app says, in English: the language that is always complete, and what the others are typed by. One file
// per area of the app; a sentence that is said in one place only stands in that place's area.
import { commandDialogs } from './command-dialogs.ts'
import { connection, transports } from './connection.ts'
import { desktop } from './desktop.ts'
import { discard } from './discard.ts'
import { imageDetails } from './image-details.ts'
import { instead } from './instead.ts'
import { late } from './late.ts'
import { search } from './search.ts'
import { transferWhole } from './transfer-whole.ts'

export const en = {
  ...late,
  commands: { ...late.commands, ...commandDialogs },
  document: {
    ...late.document,
    ...instead,
    ownCopy: { ...late.document.ownCopy, ...discard },
    connection: { ...late.document.connection, ...connection },
    transports,
  },
  desktop,
  search,
  images: { ...late.images, ...imageDetails },
  transfer: transferWhole,
} as const

/** The shape of the words, with any text in it. */
export type Words = typeof en
