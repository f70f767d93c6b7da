// What late-words.ts brings: everything that the browser says. The desktop app's own words are beside it, in index.ts.
import { editor } from './editor.ts'
import { first } from './first.ts'
import { images } from './images.ts'
import { transfer } from './transfer.ts'
import { atMost, notHere, ownCopy, trouble } from './trouble.ts'

export const late = {
  ...first,
  document: { ...first.document, atMost, notHere, ownCopy, trouble },
  editor,
  images,
  transfer,
} as const
