// The editor's extensions: the document's schema, plus what only a person in front of it needs.
import type { AnyExtension } from '@tiptap/core'
import Collaboration from '@tiptap/extension-collaboration'
import CollaborationCaret from '@tiptap/extension-collaboration-caret'
import { Placeholder } from '@tiptap/extensions'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { PresenceUser } from '../../contracts/presence.ts'
import { RESCUE } from '../../document/origins.ts'
import { documentExtensions, TEXT_FIELD } from '../../document/schema.ts'
import { caretElement, selectionAttributes } from './caret.ts'
import { FollowCaret } from './follow-caret.ts'
import { LinkKeys } from './link-keys.ts'
import { nodesWithWords, UndoSteps } from './undo.ts'

export interface Collaborators {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /** Written into the awareness state when the editor starts; later changes are OpenDocument.setUser's. */
  readonly user: PresenceUser | null
}

export function editorExtensions({ doc, awareness, user }: Collaborators): AnyExtension[] {
  return [
    ...documentExtensions(),
    Collaboration.configure({
      document: doc,
      field: TEXT_FIELD,
      yUndoOptions: { protectedNodes: nodesWithWords(), trackedOrigins: [RESCUE] },
    }),
    UndoSteps,
    FollowCaret.configure({ text: doc.getXmlFragment(TEXT_FIELD) }),
    CollaborationCaret.configure({
      provider: { awareness },
      // The extension's type asks for an object, but null is what "leave no trace" means on the wire.
      user: user as Record<string, unknown>,
      render: caretElement,
      selectionRender: selectionAttributes,
    }),
    Placeholder.configure({
      placeholder: ({ editor }) => (editor.isEmpty ? 'Write, or paste something…' : ''),
    }),
    LinkKeys,
  ]
}
