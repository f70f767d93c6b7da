// Everything the app says, in German.
import type { Translation } from '../languages.ts'
import { app } from './app.ts'
import { images } from './images.ts'
import { transfer } from './transfer.ts'

export const de: Translation = { app, images, transfer }
