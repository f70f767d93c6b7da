// @vitest-environment happy-dom
// K5: what the panel, or who marks without it, has marked in the text as news come and go; the marks are real, over a headless editor.
import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CommentAnchor, CommentThread } from '../../../contracts/comments.ts'
import type { Comments } from '../../../renderer/app/comments/use-comments.ts'
import { useMarks } from '../../../renderer/app/comments/use-text.ts'
import { HeadlessEditor } from '../../support/headless-editor.ts'
import { heldFrames, MarkedEditor } from '../../support/marked-editor.ts'

let frame = (): void => undefined
beforeEach(() => {
  frame = heldFrames()
})
afterEach(() => {
  cleanup()
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

/** An editor on the screen, with a text about beans. */
function written(): MarkedEditor {
  const ada = new MarkedEditor(new HeadlessEditor(1))
  ada.write('we plant beans and garlic')
  ada.seen.storage.commentMarks.marks = ada.marks
  const text = Object.assign(document.createElement('div'), { className: 'text', editor: ada.seen })
  document.body.append(text)
  return ada
}

function threadOn(anchor: CommentAnchor): CommentThread {
  const at = '2026-05-01T10:00:00.000Z'
  const first = { id: 'one', author: 'guest', name: null, at, text: 'Which?' }
  return { id: 'thread', anchor, createdAt: at, resolved: null, entries: [first] }
}

interface Known extends Pick<Comments, 'state' | 'open'> {
  readonly about?: CommentAnchor | null
}

/** Marks what it is told of, until it leaves. */
function marker(first: Known) {
  const { rerender, unmount } = renderHook(({ about = null, ...known }: Known) => useMarks(known, null, about), {
    initialProps: first,
  })
  return { hear: rerender, leave: unmount }
}

const NOBODY_KNOWS = ['asking', 'away', 'refused'] as const
test.for(NOBODY_KNOWS)(
  'what is marked stays while nobody knows of comments (%s), and goes when there are none',
  (state) => {
    const ada = written()
    const thread = threadOn(ada.anchorOf('beans'))
    const before = marker({ state: 'told', open: [thread] })
    frame()
    expect(ada.marked).toEqual({ thread: 'beans' })
    // As when the panel is opened, or the window is seen again, while the relay is away.
    before.leave()
    const { hear } = marker({ state, open: [] })
    frame()
    expect(ada.marked).toEqual({ thread: 'beans' })
    hear({ state: 'told', open: [] })
    frame()
    expect(ada.marked).toEqual({})
  },
)

test('what a comment is about is marked for as long as it is being written, whoever marks after that, and before anybody knows', () => {
  const ada = written()
  const [about, open] = [ada.anchorOf('garlic'), [threadOn(ada.anchorOf('beans'))]]
  const { hear, leave } = marker({ state: 'asking', open: [], about })
  frame()
  expect(ada.marked).toEqual({ '': 'GARLIC' })
  hear({ state: 'told', open, about })
  frame()
  expect(ada.marked).toEqual({ thread: 'beans', '': 'GARLIC' })
  expect(ada.marks.at(ada.placeOf('garlic') + 1)).toBe(null)
  hear({ state: 'told', open })
  frame()
  expect(ada.marked).toEqual({ thread: 'beans' })
  hear({ state: 'away', open, about })
  leave()
  frame()
  expect(ada.marked).toEqual({ thread: 'beans' })
})
