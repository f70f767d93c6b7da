// What late-words.ts brings: everything but the desktop app's own words and those that few ever read, which index.ts adds.
import { editor } from './editor.ts'
import { first } from './first.ts'
import { images } from './images.ts'
import { transfer } from './transfer.ts'
import { atMost, ownCopy, plainHttp, trouble } from './trouble.ts'
import { twoTitles } from './two-titles.ts'

export const late = {
  ...first,
  document: { ...first.document, atMost, ownCopy, plainHttp, trouble },
  documents: { ...first.documents, twoTitles },
  editor,
  images,
  transfer,
} as const
