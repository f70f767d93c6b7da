// Word processors say "bold" with a style. Our parser hears elements, and the CSP lets no style of a stranger be read by the
// browser, so the style's text is read here and the element that means the same is put in its place.

/** Where the text of a `style` attribute stands while we look at it (clean-html.ts). */
export const STYLE = 'data-said-style'

interface Styled {
  readonly element: 'strong' | 'em' | 's' | 'u' | 'code'
  readonly says: RegExp
}

const MEANINGS: readonly Styled[] = [
  { element: 'strong', says: /(?:^|;)\s*font-weight\s*:\s*(?:bold(?:er)?|[6-9]\d\d|1000)\b/iu },
  { element: 'em', says: /(?:^|;)\s*font-style\s*:\s*(?:italic|oblique)\b/iu },
  { element: 's', says: /(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*\bline-through\b/iu },
  { element: 'u', says: /(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*\bunderline\b/iu },
  { element: 'code', says: /(?:^|;)\s*font-family\s*:[^;]*(?:monospace|consolas|courier|menlo)/iu },
]

const NOT_BOLD = /(?:^|;)\s*font-weight\s*:\s*(?:normal|[1-5]00)\b/iu

/** Where a style on a block, or on what is that mark already, would say it twice. */
const INLINE = 'span, font, b, strong, i, em, u, s, del, a'

export function stylesToMarks(body: HTMLElement): void {
  for (const element of body.querySelectorAll<HTMLElement>(INLINE)) {
    const style = element.getAttribute(STYLE) ?? ''
    const tag = element.localName
    // Google Docs wraps everything it copies into a <b> that is not bold.
    if ((tag === 'b' || tag === 'strong') && NOT_BOLD.test(style)) element.replaceWith(...element.childNodes)
    else if (style !== '' && tag !== 'a' && element.closest('pre') === null) wrapContent(element, style)
  }
}

function wrapContent(element: HTMLElement, style: string): void {
  for (const { element: mark, says } of MEANINGS) {
    if (!says.test(style)) continue
    const wrapper = element.ownerDocument.createElement(mark)
    wrapper.append(...element.childNodes)
    element.append(wrapper)
  }
}
