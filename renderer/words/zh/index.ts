// Everything the app says, in Chinese (simplified).
import type { Translation } from '../languages.ts'
import { app } from './app.ts'
import { comments } from './comments.ts'
import { commands } from './commands.ts'
import { desktop } from './desktop.ts'
import { document } from './document.ts'
import { documents } from './documents.ts'
import { editor } from './editor.ts'
import { folders } from './folders.ts'
import { history } from './history.ts'
import { images } from './images.ts'
import { people } from './people.ts'
import { person } from './person.ts'
import { relay } from './relay.ts'
import { search } from './search.ts'
import { start } from './start.ts'
import { transfer } from './transfer.ts'
import { ui } from './ui.ts'
import { workspace } from './workspace.ts'

export const zh: Translation = {
  app,
  commands,
  comments,
  desktop,
  document,
  documents,
  editor,
  folders,
  history,
  images,
  people,
  person,
  relay,
  search,
  start,
  transfer,
  ui,
  workspace,
}
