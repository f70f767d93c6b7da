// Everything the app says, in German.
import type { Translation } from '../languages.ts'
import { app } from './app.ts'
import { editor } from './editor.ts'

export const de: Translation = { app, editor }
