// What late-words.ts brings: all that the browser says but for instead.ts. The desktop app's own words are beside it, in index.ts.
import { editor } from './editor.ts'
import { first } from './first.ts'
import { images } from './images.ts'
import { transfer } from './transfer.ts'
import { atMost, ownCopy, trouble } from './trouble.ts'

export const late = {
  ...first,
  document: { ...first.document, atMost, ownCopy, trouble },
  editor,
  images,
  transfer,
} as const
