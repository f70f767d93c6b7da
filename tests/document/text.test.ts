// The same document as HTML and as plain text, its outline and its length.
import { describe, expect, test } from 'vitest'
import type { NodeJson } from '../../document/json.ts'
import { fromMarkdown } from '../../document/markdown/from-markdown.ts'
import { toHtml } from '../../document/html.ts'
import { outlineOf, toText, wordCount } from '../../document/text.ts'

const PAPER = fromMarkdown(`# The *first* page

Hello **world** & [all](https://a.example/?a=1&b=2 "T")  of\\
you ~~not~~ \`x<y\`

3. three
   - [x] done

> quoted

| a | b |
| - | -: |
| 1 | ![two](/2.png) |

---

\`\`\`ts
if (a < b) c()
\`\`\`

## Second`)

test('HTML has an element for everything and a class for the language only', () => {
  expect(toHtml(PAPER)).toBe(`<h1>The <em>first</em> page</h1>
<p>Hello <strong>world</strong> &amp; <a href="https://a.example/?a=1&amp;b=2" title="T" rel="noopener noreferrer nofollow">all</a>  of<br>you <s>not</s> <code>x&lt;y</code></p>
<ol start="3"><li><p>three</p><ul><li><input type="checkbox" disabled checked> <p>done</p></li></ul></li></ol>
<blockquote><p>quoted</p></blockquote>
<table><thead><tr><th>a</th><th align="right">b</th></tr></thead><tbody><tr><td>1</td><td align="right"><img src="/2.png" alt="two"></td></tr></tbody></table>
<hr>
<pre><code class="language-ts">if (a &lt; b) c()</code></pre>
<h2>Second</h2>
`)
})

test.each([
  ['*a **b** c*', '<em>a <strong>b</strong> c</em>'],
  ['**a *b*** *c*', '<strong>a <em>b</em></strong> <em>c</em>'],
  ['[a `b`](/x)[c](/y)', link('/x', 'a <code>b</code>') + link('/y', 'c')],
])('marks of %s are written once around all they mark', (markdown, html) => {
  expect(toHtml(fromMarkdown(markdown))).toBe(`<p>${html}</p>\n`)
})

function link(href: string, html: string): string {
  return `<a href="${href}" rel="noopener noreferrer nofollow">${html}</a>`
}

describe('hostile documents', () => {
  const linked = (href: string): NodeJson => ({
    type: 'doc',
    content: [
      { type: 'paragraph', content: [{ type: 'text', text: '<script>', marks: [{ type: 'link', attrs: { href } }] }] },
      {
        type: 'paragraph',
        content: [{ type: 'image', attrs: { src: href, alt: '"><script>', title: '" onload="x' } }],
      },
      { type: 'codeBlock', attrs: { language: '"><script>' }, content: [{ type: 'text', text: '</code>' }] },
    ],
  })

  test.each(['javascript:alert(1)', 'data:text/html,<script>', 'https://a.example/"><script>'])('%s', (href) => {
    const html = toHtml(linked(href))
    expect(html.match(/<script|javascript:|data:|<[^>"]*(?:"[^"]*"[^>"]*)*\sonload/g)).toBeNull()
    expect(html).toContain('&lt;script&gt;')
  })
})

test('plain text keeps every word and the lines', () => {
  expect(toText(PAPER)).toBe(
    'The first page\n\nHello world & all  of\nyou not x<y\n\nthree\ndone\n\nquoted\n\na\tb\n1\ttwo\n\n\n\nif (a < b) c()\n\nSecond\n',
  )
})

test('the outline has the headings and where they stand', () => {
  expect(outlineOf(PAPER)).toEqual([
    { level: 1, text: 'The first page', block: 0 },
    { level: 2, text: 'Second', block: 7 },
  ])
})

test('words are counted in languages with and without spaces', () => {
  expect(wordCount(fromMarkdown("Don't count - these *four* words"))).toBe(5)
  expect(wordCount(fromMarkdown('今天天气很好'))).toBeGreaterThan(2)
  expect(wordCount(fromMarkdown('今天天气很好'))).toBeLessThan(6)
  expect(wordCount(fromMarkdown(''))).toBe(0)
})
