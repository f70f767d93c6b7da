// Everything the app says, in English: the language that is always complete, and what the others are typed by. One file
// per area of the app; a sentence that is said in one place only stands in that place's area.
import { commandDialogs } from './command-dialogs.ts'
import { comments } from './comments.ts'
import { connection, transports } from './connection.ts'
import { desktop } from './desktop.ts'
import { discard } from './discard.ts'
import { folders } from './folders.ts'
import { history } from './history.ts'
import { imageDetails } from './image-details.ts'
import { instead } from './instead.ts'
import { late } from './late.ts'
import { notKept } from './not-kept.ts'
import { people } from './people.ts'
import { plainHttp } from './plain-http.ts'
import { refused } from './refused.ts'
import { search } from './search.ts'
import { transferWhole } from './transfer-whole.ts'
import { emptyTrash, trash } from './trash.ts'
import { twoTitles } from './two-titles.ts'
import { workspace } from './workspace.ts'

export const en = {
  ...late,
  commands: { ...late.commands, ...commandDialogs },
  document: {
    ...late.document,
    plainHttp,
    ...instead,
    ownCopy: { ...late.document.ownCopy, ...discard },
    connection: { ...late.document.connection, ...connection },
    transports,
  },
  documents: {
    ...late.documents,
    refused,
    twoTitles: { ...late.documents.twoTitles, ...twoTitles },
    trash: { ...late.documents.trash, ...trash },
    empty: { ...late.documents.empty, ...emptyTrash },
  },
  comments,
  desktop,
  folders,
  history,
  people,
  search,
  images: { ...late.images, ...imageDetails, notKept },
  transfer: transferWhole,
  workspace,
} as const

/** The shape of the words, with any text in it. */
export type Words = typeof en
