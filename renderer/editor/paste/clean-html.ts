// Makes HTML from anywhere fit our documents: what runs, loads or hides is taken out, and what Word, Google Docs, GitHub and
// spreadsheets mean is said with the elements that our schema reads. Works on a document that is never shown: nothing in it
// runs or loads. The schema would refuse most of this too; two locks are better than one.
import { isAllowedImage, isAllowedLink } from '../../../document/links.ts'
import { STYLE, stylesToMarks } from './styles-to-marks.ts'
import { wordLists } from './word-lists.ts'

/** Whatever stands in these is not text that somebody wanted to copy. */
const NEVER =
  'script, style, template, noscript, iframe, frame, frameset, object, embed, applet, link, meta, base, title, head, svg, ' +
  'form > button, select, textarea, audio, video, canvas, map, dialog, portal, [hidden], [aria-hidden="true"]:not(li, p, span)'

const HIDDEN = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)/iu

/** All that the schema reads. `data-pm-slice` is ProseMirror's own, and tells how the copied piece was cut. */
const KEPT = new Set([
  'href', 'src', 'alt', 'title', 'colspan', 'rowspan', 'start', 'align', 'data-pm-slice', 'data-type', 'data-checked',
]) // prettier-ignore

export function cleanHtml(html: string): string {
  const { body } = new DOMParser().parseFromString(quiet(html), 'text/html')
  for (const element of body.querySelectorAll(NEVER)) element.remove()
  for (const element of body.querySelectorAll(`[${STYLE}]`))
    if (HIDDEN.test(element.getAttribute(STYLE) ?? '')) element.remove()
  for (const comment of commentsIn(body)) comment.remove()
  for (const formula of body.querySelectorAll('math')) formula.replaceWith(formulaText(formula))
  taskLists(body)
  codeLanguages(body)
  wordLists(body)
  stylesToMarks(body)
  for (const element of body.querySelectorAll('*')) cleanAttributes(element)
  for (const image of body.querySelectorAll('img:not([src])')) image.replaceWith(image.getAttribute('alt') ?? '')
  for (const block of [...body.querySelectorAll('div, section, article, center')]) unwrapBlock(block)
  return body.innerHTML
}

/** A formula as its letters; its source, which stands beside them unseen, would say them twice. */
function formulaText(formula: Element): string {
  for (const source of formula.querySelectorAll('annotation, annotation-xml')) source.remove()
  return formula.textContent ?? ''
}

/** A tag up to its end or to the next that opens, so that time grows with length whatever is in it. */
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^"'<>])*/giu

/**
 * Our CSP is asked about styles and handlers even in a document that is never shown, and complains of each. They are given
 * names of no meaning first: a text field's content is as raw as a style's. Nothing depends on it that all are found: what
 * is left over is taken out as well.
 */
function quiet(html: string): string {
  const attributes = /(?<=[\s"'/])(style|on[a-z]+)(?=\s*=)/giu
  return html
    .replaceAll(/<(\/?)style\b/giu, '<$1textarea')
    .replaceAll(/<(?:base|meta)\b/giu, '<param')
    .replaceAll(TAG, (tag) => tag.replaceAll(attributes, 'data-said-$1'))
}

/** What another site keeps at a path of its own is not there on ours. */
function isImageHere(address: string): boolean {
  return isAllowedImage(address) && /^(?:https?:|\/api\/)/iu.test(address)
}

function cleanAttributes(element: Element): void {
  for (const { name, value } of [...element.attributes]) {
    const isLanguage = name === 'class' && element.localName === 'code' && /^language-[\w+#.-]+$/u.test(value)
    const isRefused = (name === 'href' && !isAllowedLink(value)) || (name === 'src' && !isImageHere(value))
    if ((!KEPT.has(name) && !isLanguage) || isRefused) element.removeAttribute(name)
  }
}

/** GitHub's and Google's task lists, and any list whose items begin with a checkbox. */
function taskLists(body: HTMLElement): void {
  for (const item of body.querySelectorAll('li')) {
    const box = item.querySelector<HTMLInputElement>('input[type="checkbox"]')
    const isOwn = box?.closest('li') === item
    const isGoogles = item.getAttribute('role') === 'checkbox'
    if (!isOwn && !isGoogles) continue
    const checked = isGoogles ? item.getAttribute('aria-checked') === 'true' : box?.hasAttribute('checked') === true
    if (isOwn) (box.closest('label') ?? box).remove()
    item.dataset['type'] = 'taskItem'
    item.dataset['checked'] = String(checked || item.dataset['checked'] === 'true')
    // Google shows the box as a picture.
    if (isGoogles) item.querySelector('img')?.remove()
    const list = item.parentElement
    if (list?.localName === 'ul') list.dataset['type'] = 'taskList'
  }
  // One item without a box among those that have one would break the list in two.
  for (const item of body.querySelectorAll<HTMLElement>('ul[data-type="taskList"] > li:not([data-type])')) {
    item.dataset['type'] = 'taskItem'
    item.dataset['checked'] = 'false'
  }
}

/** `<div class="highlight-source-ts"><pre>` is how GitHub names a language, `<pre lang="ts">` how others do. */
function codeLanguages(body: HTMLElement): void {
  for (const pre of body.querySelectorAll('pre')) {
    const said = [pre.parentElement, pre, pre.querySelector('code')]
      .map((element) => /(?:highlight-source-|language-|lang-)([\w+#-]+)/u.exec(element?.className ?? '')?.[1])
      .find((name) => name !== undefined)
    const name = said ?? pre.getAttribute('lang') ?? undefined
    const code = pre.ownerDocument.createElement('code')
    if (name !== undefined && /^[\w+#-]+$/u.test(name)) code.className = `language-${name}`
    code.textContent = pre.textContent
    pre.replaceChildren(code)
  }
}

/** A block that only stands around blocks is nothing; one that holds text is a paragraph. */
function unwrapBlock(block: Element): void {
  const holdsBlocks = block.querySelector(
    'p, div, ul, ol, table, pre, blockquote, h1, h2, h3, h4, h5, h6, hr, section, article',
  )
  if (holdsBlocks !== null) block.replaceWith(...block.childNodes)
  else if (block.childNodes.length === 0) block.remove()
  else {
    const paragraph = block.ownerDocument.createElement('p')
    paragraph.append(...block.childNodes)
    block.replaceWith(paragraph)
  }
}

function commentsIn(body: HTMLElement): Comment[] {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const comments: Comment[] = []
  while (walker.nextNode()) comments.push(walker.currentNode as Comment)
  return comments
}
