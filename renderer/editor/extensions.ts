// The editor's extensions: the document's schema, plus what only a person in front of it needs.
import type { AnyExtension } from '@tiptap/core'
import { Placeholder } from '@tiptap/extensions'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { PresenceUser } from '../../contracts/presence.ts'
import { documentExtensions } from '../../document/schema.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { Carets } from './binding/carets.ts'
import { Collaboration } from './binding/collaboration.ts'
import { Images } from './images/images.ts'
import type { ImageKeeper } from './images/keeper.ts'
import { caretElement, selectionAttributes } from './caret.ts'
import { FollowCaret } from './follow-caret.ts'
import { LinkKeys } from './link-keys.ts'
import { nodesWithWords, UndoSteps } from './undo.ts'

export interface Collaborators {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /** Written into the awareness state when the editor starts; later changes are OpenDocument.setUser's. */
  readonly user: PresenceUser | null
  readonly images: ImageKeeper
}

export function editorExtensions({ doc, awareness, user, images }: Collaborators): AnyExtension[] {
  return [
    ...documentExtensions(),
    Collaboration.configure({ fragment: doc.getXmlFragment(TEXT_FIELD), protectedNodes: nodesWithWords() }),
    UndoSteps,
    FollowCaret.configure({ text: doc.getXmlFragment(TEXT_FIELD) }),
    Carets.configure({ awareness, user, render: caretElement, selectionRender: selectionAttributes }),
    Placeholder.configure({
      placeholder: ({ editor }) => (editor.isEmpty ? 'Write, or paste something…' : ''),
    }),
    LinkKeys,
    Images.configure({ keeper: images }),
  ]
}
