// What is said before the first paint, and by what stands on the screen then. The rest comes with late-words.ts.
import { app } from './app.ts'
import { commands } from './commands.ts'
import { document } from './document.ts'
import { documents } from './documents.ts'
import { person } from './person.ts'
import { start } from './start.ts'
import { ui } from './ui.ts'

export const first = { app, commands, document, documents, person, start, ui } as const
