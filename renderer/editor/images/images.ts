// Images in the editor: paste and drop of files and of HTML with images inside, each kept on this computer before the text
// names it; and addresses that mean something wherever a copied piece of text goes. Put together in extensions.ts.
import { type Editor, Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { t } from '../../words/words.ts'
import { pasteLater } from '../late-paste.ts'
import { withAddresses, withPaths } from './addresses.ts'
import { hasImagesInside, withImagesKept } from './data-images.ts'
import { imageFilesIn, insertImages } from './insert-images.ts'
import type { ImageKeeper } from './keeper.ts'
import { keepingPlugin } from './keeping.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    images: {
      /** Keeps the files on this computer and puts them in at the caret, one after the other. What is no image is said. */
      insertImageFiles: (files: readonly File[]) => ReturnType
    }
  }
}

export const Images = Extension.create<{ readonly keeper: ImageKeeper }>({
  name: 'images',

  addCommands() {
    const { keeper } = this.options
    return {
      insertImageFiles:
        (files) =>
        ({ editor, dispatch }) => {
          if (!editor.isEditable) return false
          if (dispatch !== undefined) void insertImages(editor.view, keeper, files, editor.state.selection.to)
          return true
        },
    }
  },

  addProseMirrorPlugins() {
    const { keeper } = this.options
    return [keepingPlugin(), manners(this.editor, keeper)]
  },
})

function manners(editor: Editor, keeper: ImageKeeper): Plugin {
  return new Plugin({
    props: {
      handlePaste: (view, event) => takePasted(view, event.clipboardData, keeper),
      handleDrop: (view, event, _slice, moved) => {
        const files = moved ? [] : imageFilesIn(event.dataTransfer)
        if (files.length === 0 || !editor.isEditable) return false
        const place = view.posAtCoords({ left: event.clientX, top: event.clientY })
        void insertImages(view, keeper, files, place?.pos ?? view.state.selection.to)
        return true
      },
      transformCopied: (slice) => withAddresses(slice, keeper.relay),
      transformPasted: (slice) => withPaths(slice, keeper.relay),
    },
  })
}

function takePasted(view: EditorView, pasted: DataTransfer | null, keeper: ImageKeeper): boolean {
  const html = pasted?.getData('text/html') ?? ''
  const files = imageFilesIn(pasted)
  // Office programs put a picture of the copied text beside the text; the text is what was meant.
  if (files.length > 0 && !saysSomething(html)) {
    void insertImages(view, keeper, files, view.state.selection.to)
    return true
  }
  if (!hasImagesInside(html)) return false
  const coming = withImagesKept(html, keeper).then((kept) => () => void view.pasteHTML(kept))
  pasteLater(view, t('images.place.keeping'), coming).catch(reportError)
  return true
}

/** A parsed document is inert: nothing in it loads or runs. */
const saysSomething = (html: string): boolean =>
  html !== '' && new DOMParser().parseFromString(html, 'text/html').body.textContent?.trim() !== ''
