// A collaborative editor as TipTap's and Yjs' documentation put it together: nothing left out, nothing added.
// The address says what to open: ?relay=ws://…/sync&document=id
import { Editor } from '@tiptap/core'
import Collaboration from '@tiptap/extension-collaboration'
import CollaborationCaret from '@tiptap/extension-collaboration-caret'
import Image from '@tiptap/extension-image'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import StarterKit from '@tiptap/starter-kit'
import { IndexeddbPersistence } from 'y-indexeddb'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

const asked = new URLSearchParams(location.search)
const name = asked.get('document')
const doc = new Y.Doc()
globalThis.kept = new IndexeddbPersistence(name, doc)
const provider = new WebsocketProvider(asked.get('relay'), name, doc, { disableBc: true })
globalThis.editor = new Editor({
  element: document.querySelector('#page'),
  extensions: [
    StarterKit.configure({ undoRedo: false, trailingNode: false }),
    Image.configure({ inline: true }),
    TaskList,
    TaskItem.configure({ nested: true }),
    Table,
    TableRow,
    TableHeader,
    TableCell,
    Collaboration.configure({ document: doc }),
    CollaborationCaret.configure({ provider, user: { name: 'Plain', color: '#127f69' } }),
  ],
})
