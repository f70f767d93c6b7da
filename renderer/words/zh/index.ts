// Everything the app says, in Chinese (simplified).
import type { Translation } from '../languages.ts'
import { app } from './app.ts'
import { images } from './images.ts'
import { transfer } from './transfer.ts'

export const zh: Translation = { app, images, transfer }
