// What late-words.ts brings: everything but the desktop app's own words and those that few ever read, which index.ts adds.
import { editor } from './editor.ts'
import { failed } from './failed.ts'
import { first } from './first.ts'
import { images } from './images.ts'
import { lists } from './lists.ts'
import { relay } from './relay.ts'
import { transfer } from './transfer.ts'
import { atMost, ownCopy, trouble } from './trouble.ts'
import { welcome } from './welcome.ts'

export const late = {
  ...first,
  document: { ...first.document, atMost, ownCopy, trouble },
  documents: { ...first.documents, ...lists },
  editor,
  images,
  relay,
  start: { ...first.start, ...failed, welcome },
  transfer,
} as const
