// An image as it stands in the text: the picture from this computer, or words that say where it is, with progress and what can
// be done. ProseMirror makes one for each image node (images.ts). DOM by hand: a long document has hundreds.
import type { Node } from '@tiptap/pm/model'
import type { EditorView, NodeView } from '@tiptap/pm/view'
import { attachmentIn, type Sha256 } from '../../../contracts/attachment-names.ts'
import { isAllowedImage, isAllowedLink } from '../../../document/links.ts'
import { t } from '../../words/words.ts'
import { type Action, imageNote, type Note } from './image-note.ts'
import type { ImageKeeper } from './keeper.ts'

export class ImageView implements NodeView {
  readonly dom = document.createElement('span')
  readonly #image = document.createElement('img')
  readonly #view: EditorView
  readonly #getPos: () => number | undefined
  readonly #keeper: ImageKeeper
  #node: Node
  #watch: ReturnType<ImageKeeper['attachments']['watch']> | null = null
  #note: HTMLElement | null = null
  /** What the note says: it is built anew only when it says something else, so that a button is not lost under the pointer. */
  #noted = ''

  constructor(node: Node, view: EditorView, getPos: () => number | undefined, keeper: ImageKeeper) {
    this.#node = node
    this.#view = view
    this.#getPos = getPos
    this.#keeper = keeper
    this.dom.className = 'image'
    this.dom.contentEditable = 'false'
    this.#image.draggable = false
    this.#begin()
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false
    const before = this.#node
    this.#node = node
    if (node.attrs['src'] === before.attrs['src']) this.#draw()
    else {
      this.#watch?.close()
      this.#begin()
    }
    return true
  }

  selectNode(): void {
    this.dom.classList.add('ProseMirror-selectednode')
  }

  deselectNode(): void {
    this.dom.classList.remove('ProseMirror-selectednode')
  }

  /** A button of the note is the note's, not the text's. */
  stopEvent(event: Event): boolean {
    return event.target instanceof Element && event.target.closest('button') !== null
  }

  ignoreMutation(): boolean {
    return true
  }

  destroy(): void {
    this.#watch?.close()
  }

  #begin(): void {
    const sha256 = attachmentIn(this.#node.attrs['src'])
    const { attachments, document: shownIn } = this.#keeper
    this.#watch = sha256 === undefined ? null : attachments.watch(sha256, shownIn, () => this.#draw())
    this.#draw()
  }

  #draw(): void {
    const { src, alt, title } = this.#node.attrs as Readonly<Record<string, unknown>>
    const state = this.#watch?.get()
    const description = typeof alt === 'string' ? alt : ''
    this.#image.alt = description
    this.#image.title = typeof title === 'string' ? title : ''
    this.dom.dataset['state'] = state?.kind ?? 'elsewhere'
    this.#reserve()
    if (state?.kind === 'here') {
      if (this.#image.src !== state.url) this.#image.src = state.url
      if (this.#image.parentNode === null) this.dom.prepend(this.#image)
    } else this.#image.remove()
    this.#say(state === undefined ? elsewhere(src, description) : imageNote(state, description))
  }

  /** The room that the image will take, so that nothing jumps when it arrives. */
  #reserve(): void {
    const [width, height] = [sizeIn(this.#node.attrs['width']), sizeIn(this.#node.attrs['height'])]
    const known = width !== undefined && height !== undefined
    this.dom.style.width = known ? `${width}px` : ''
    this.dom.style.aspectRatio = known ? `${width} / ${height}` : ''
  }

  #say(note: Note | null): void {
    const said = JSON.stringify(note && [note.text, note.quiet, note.actions])
    if (said !== this.#noted) {
      this.#noted = said
      this.#note?.remove()
      this.#note = note && this.#noteElement(note)
      if (this.#note !== null) this.dom.append(this.#note)
    }
    const share = note?.progress
    const bar = this.#note?.querySelector('progress')
    if (bar && share !== undefined) bar.value = share
    const words = this.#note?.querySelector('.image-percent')
    if (words && share !== undefined)
      words.textContent = t('images.place.sending', { percent: Math.floor(share * 100) })
  }

  #noteElement({ text, quiet, actions, progress }: Note): HTMLElement {
    const note = document.createElement('span')
    note.className = quiet ? 'image-note quiet-note' : 'image-note'
    const words = document.createElement('span')
    words.textContent = text
    if (progress !== undefined) {
      words.className = 'image-percent'
      const bar = document.createElement('progress')
      bar.max = 1
      bar.setAttribute('aria-label', t('images.place.sending', { percent: Math.floor(progress * 100) }))
      note.append(bar)
    }
    note.append(words, ...actions.map((action) => this.#button(action)))
    return note
  }

  #button({ kind, label, name }: Action): HTMLElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button outlined'
    button.textContent = label
    if (name !== undefined) button.setAttribute('aria-label', name)
    button.addEventListener('mousedown', (event) => event.preventDefault()) // The caret stays where it is.
    button.addEventListener('click', () => this.#act(kind))
    return button
  }

  #act(kind: Action['kind']): void {
    const { attachments, openLink } = this.#keeper
    const src: unknown = this.#node.attrs['src']
    const sha256 = attachmentIn(src)
    if (kind === 'open' && isAllowedLink(src)) openLink(src)
    if (sha256 === undefined) return
    if (kind === 'again') void attachments.sendAgain(sha256).catch(reportError)
    if (kind === 'remove') this.#remove(sha256)
  }

  #remove(sha256: Sha256): void {
    const at = this.#getPos()
    if (at === undefined || !this.#view.editable) return
    this.#view.dispatch(this.#view.state.tr.delete(at, at + this.#node.nodeSize))
    const { attachments, document: shownIn } = this.#keeper
    void attachments.callOff(sha256, shownIn).catch(reportError)
  }
}

/** Where a pasted attribute came as text, it is still a number of pixels. */
function sizeIn(value: unknown): number | undefined {
  const pixels = Number(value)
  return Number.isInteger(pixels) && pixels > 0 && pixels < 100_000 ? pixels : undefined
}

/** An image of another site, or with no address at all. */
function elsewhere(src: unknown, description: string): Note {
  const url = isAllowedImage(src) && typeof src === 'string' ? URL.parse(src) : null
  if (url === null) return { text: description || t('images.place.nowhere'), quiet: false, actions: [] }
  const text = [description, t('images.place.elsewhere', { host: url.host })].filter((part) => part !== '').join(' — ')
  return { text, quiet: false, actions: [{ kind: 'open', label: t('images.place.open') }] }
}
