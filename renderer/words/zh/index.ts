// Everything the app says, in Chinese (simplified).
import type { Translation } from '../languages.ts'
import { app } from './app.ts'
import { desktop } from './desktop.ts'

export const zh: Translation = { app, desktop }
