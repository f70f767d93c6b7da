// Microsoft Word copies its lists as paragraphs with a style that says the level, and the bullet as text. They become lists.

import { STYLE } from './styles-to-marks.ts'

const LEVEL = /mso-list\s*:\s*(?:l\d+\s+)?level(\d+)/iu
/** "1.", "a)", "iv." are numbers; a dot, a square or the letters of a symbol font are bullets. */
const NUMBER = /^\s*(?:\d+|[a-z]{1,4})[.)]/iu

interface OpenList {
  readonly level: number
  readonly list: HTMLElement
}

export function wordLists(body: HTMLElement): void {
  let open: OpenList[] = []
  let last: Element | null = null
  for (const paragraph of body.querySelectorAll<HTMLElement>('p, h1, h2, h3, h4, h5, h6')) {
    const level = Number(LEVEL.exec(paragraph.getAttribute(STYLE) ?? '')?.[1] ?? 0)
    if (level === 0) continue
    const tag = NUMBER.test(takeBullet(paragraph)) ? 'ol' : 'ul'
    // Something else in between: another list begins.
    if (last === null || paragraph.previousElementSibling !== last) open = []
    open = open.filter((one) => one.level <= level)
    let current = open.at(-1)
    if (current === undefined || current.level < level) {
      const list = body.ownerDocument.createElement(tag)
      const item = current?.list.lastElementChild
      if (item === null || item === undefined) {
        paragraph.before(list)
        last = list
      } else item.append(list)
      current = { level, list }
      open.push(current)
    }
    const item = body.ownerDocument.createElement('li')
    const text = body.ownerDocument.createElement('p')
    text.append(...paragraph.childNodes)
    item.append(text)
    current.list.append(item)
    paragraph.remove()
  }
}

/** Takes the bullet out of the text and answers it. Word marks it with `mso-list:Ignore`. */
function takeBullet(paragraph: HTMLElement): string {
  const bullet = [...paragraph.querySelectorAll('span')].find((span) =>
    /mso-list\s*:\s*ignore/iu.test(span.getAttribute(STYLE) ?? ''),
  )
  bullet?.remove()
  return bullet?.textContent ?? ''
}
