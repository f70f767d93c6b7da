// Everything the app says, in German.
import type { Translation } from '../languages.ts'
import { app } from './app.ts'
import { desktop } from './desktop.ts'

export const de: Translation = { app, desktop }
