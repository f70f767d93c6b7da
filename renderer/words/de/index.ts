// Everything the app says, in German.
import type { Translation } from '../languages.ts'
import { app } from './app.ts'
import { commands } from './commands.ts'
import { desktop } from './desktop.ts'
import { document } from './document.ts'
import { documents } from './documents.ts'
import { editor } from './editor.ts'
import { images } from './images.ts'
import { person } from './person.ts'
import { relay } from './relay.ts'
import { search } from './search.ts'
import { start } from './start.ts'
import { transfer } from './transfer.ts'
import { ui } from './ui.ts'

export const de: Translation = {
  app,
  commands,
  desktop,
  document,
  documents,
  editor,
  images,
  person,
  relay,
  search,
  start,
  transfer,
  ui,
}
