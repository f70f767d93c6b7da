// A document as one HTML file: whole, readable without anything else, and unable to do anything.
import { expect, test } from 'vitest'
import { htmlPage } from '../../document/html-page.ts'
import { imageAddresses, withImageAddresses } from '../../document/image-addresses.ts'
import { fromMarkdown } from '../../document/markdown/from-markdown.ts'

const ONE = `/api/v1/attachments/${'1'.repeat(64)}`
const DOCUMENT = fromMarkdown(
  `# Hello\n\n![one](${ONE}) ![again](${ONE} "T") [![linked](b.png)](https://a.example)\n\n- ![](c.png)`,
)

test('it is a page with its title, its text and its images inside', () => {
  const page = htmlPage('A <b> & "c"', DOCUMENT, new Map([[ONE, 'data:image/png;base64,AAAA']]))
  expect(page).toMatch(/^<!doctype html>/)
  expect(page).toContain('<title>A &lt;b&gt; &amp; &quot;c&quot;</title>')
  expect(page).toContain('<h1>Hello</h1>')
  expect(page.match(/<img src="data:image\/png;base64,AAAA"/g)).toHaveLength(2)
  expect(page).not.toContain(ONE)
  expect(page).toContain('<img src="b.png" alt="linked">')
})

test('a hostile title, text and address stay words', () => {
  const hostile = '</title><script>alert(1)</script>'
  const page = htmlPage(
    hostile,
    fromMarkdown(`${hostile}\n\n![${hostile}](javascript:alert(1)) ![x](<a" onerror="alert(1)>)`),
    new Map(),
  )
  expect(page).not.toContain('<script>')
  expect(page).not.toMatch(/ onerror="/)
  expect(page).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`)
})

test('the addresses of images are found once each, in order, and changed everywhere', () => {
  expect(imageAddresses(DOCUMENT)).toEqual([ONE, 'b.png', 'c.png'])
  const changed = withImageAddresses(DOCUMENT, (src) => (src === ONE ? 'images/1.png' : src))
  expect(imageAddresses(changed)).toEqual(['images/1.png', 'b.png', 'c.png'])
  expect(withImageAddresses(changed, (src) => (src === 'images/1.png' ? ONE : src))).toEqual(DOCUMENT)
})
