// The editor's extensions: the document's schema, plus what only a person in front of it needs.
import type { AnyExtension, NodeViewRendererProps } from '@tiptap/core'
import { Placeholder } from '@tiptap/extensions/placeholder'
import type { Node } from '@tiptap/pm/model'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { PresenceUser } from '../../contracts/presence.ts'
import { documentExtensions } from '../../document/schema.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { t } from '../words/words.ts'
import { Carets } from './binding/carets.ts'
import type { HoldBack } from './binding/binding.ts'
import { Collaboration } from './binding/collaboration.ts'
import { TaskKeys } from './blocks/task-keys.ts'
import { caretElement, selectionAttributes } from './caret.ts'
import { Chunks } from './chunks/caret-chunk.ts'
import { CodeKeys } from './code/code-keys.ts'
import { CodeColours } from './code/highlight.ts'
import { CommentMarks } from './comments/comment-marks.ts'
import { DocumentEnds } from './document-ends.ts'
import { EnterOver } from './enter-over.ts'
import { Find } from './find/find.ts'
import { FollowCaret } from './follow-caret.ts'
import { ImageView } from './images/image-view.ts'
import { Images } from './images/images.ts'
import type { ImageKeeper } from './images/keeper.ts'
import { LinkKeys } from './link-keys.ts'
import { MenuKeys } from './menu-keys.ts'
import { Paste } from './paste/paste.ts'
import { Slash } from './slash/slash.ts'
import { TypeOver } from './type-over.ts'
import { nodesWithWords, UndoSteps } from './undo.ts'

export interface Collaborators {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /** Written into the awareness state when the editor starts; later changes are OpenDocument.setUser's. */
  readonly user: PresenceUser | null
  readonly images: ImageKeeper
  readonly holdBack: HoldBack
}

export function editorExtensions({ doc, awareness, user, images, holdBack }: Collaborators): AnyExtension[] {
  const fragment = doc.getXmlFragment(TEXT_FIELD)
  return [
    ...documentExtensions().map((extension) => inPage(extension, images)),
    Collaboration.configure({ fragment, protectedNodes: nodesWithWords(), holdBack }),
    UndoSteps,
    FollowCaret.configure({ text: fragment }),
    Carets.configure({ awareness, user, render: caretElement, selectionRender: selectionAttributes }),
    Placeholder.configure({
      placeholder: ({ editor }) => (editor.isEmpty ? t('editor.placeholder') : ''),
    }),
    Chunks,
    DocumentEnds,
    EnterOver,
    LinkKeys,
    Images.configure({ keeper: images }),
    MenuKeys,
    Slash,
    Paste,
    TaskKeys,
    CodeKeys,
    CodeColours,
    CommentMarks,
    Find,
    TypeOver,
  ]
}

/** The schema's own extensions, with what a page adds. A view that came with a plugin would have the whole text drawn twice. */
function inPage(extension: AnyExtension, images: ImageKeeper): AnyExtension {
  if (extension.name === 'image')
    return extension.extend({
      addNodeView:
        () =>
        ({ node, view, getPos }: NodeViewRendererProps) =>
          new ImageView(node, view, getPos, images),
    })
  if (extension.name !== 'taskItem') return extension
  return extension.configure({
    nested: true,
    a11y: {
      checkboxLabel: ({ firstChild }: Node) => {
        const text = firstChild?.textContent ?? ''
        return text === '' ? t('editor.task.empty') : t('editor.task.named', { text })
      },
    },
  })
}
