// Puts image files into the text: each is kept on this computer first, then named at the place that was meant, wherever that has
// moved meanwhile. Called by images.ts for paste, drop and the command.
import type { EditorView } from '@tiptap/pm/view'
import { attachmentPath } from '../../../contracts/attachment-names.ts'
import { sizeOf } from './image-size.ts'
import type { ImageKeeper } from './keeper.ts'
import { beginKeeping, endKeeping, placeOf } from './keeping.ts'
import { sayNotKept } from './not-kept.ts'

/** Files that say they are images. What they are, their bytes tell, when they are kept. */
export const imageFilesIn = (data: DataTransfer | null): File[] =>
  [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'))

export async function insertImages(
  view: EditorView,
  keeper: ImageKeeper,
  files: readonly File[],
  at: number,
): Promise<void> {
  const mark = beginKeeping(view, at)
  const failed: { readonly file: File; readonly cause: unknown }[] = []
  for (const file of files) {
    try {
      const { sha256 } = await keeper.attachments.put(file, { document: keeper.document })
      const size = await sizeOf(file)
      if (view.isDestroyed) return // The document was left. What was kept is kept, and nothing names it.
      insert(view, mark, { src: attachmentPath(sha256), alt: describe(file.name), ...size })
    } catch (cause) {
      failed.push({ file, cause })
    }
  }
  if (view.isDestroyed) return
  const place = placeOf(view.state, mark) ?? view.state.selection.to
  view.dispatch(endKeeping(view.state.tr, mark))
  for (const { file, cause } of failed)
    sayNotKept(cause, file.name, () => void insertImages(view, keeper, [file], place))
}

function insert(view: EditorView, mark: object, attributes: Readonly<Record<string, unknown>>): void {
  const { tr, schema, selection } = view.state
  // Somebody deleted the paragraph meanwhile: the image was asked for all the same.
  const place = placeOf(view.state, mark) ?? selection.to
  const image = schema.nodes['image']!.create(attributes)
  view.dispatch(tr.replaceRangeWith(place, place, image).scrollIntoView())
}

/** A name that a person gave says something; one that a camera or a clipboard gave does not. */
function describe(name: string): string {
  const words = name
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
  return /^(image|img|dsc|dscn|pxl|screenshot|bildschirmfoto|截屏)?[\s_\d.()-]*$/i.test(words)
    ? ''
    : words.slice(0, 200)
}
