// The extensions of the GitHub Flavored Markdown specification (https://github.github.com/gfm/, CC BY-SA 4.0), by example:
// its numbers, its Markdown, and the HTML it says. No package ships them; CommonMark's own come with `commonmark-spec`.

export interface Example {
  readonly number: number
  readonly markdown: string
  readonly html: string
}

const example = (number: number, markdown: string, html: string): Example => ({ number, markdown, html })

export const TABLES: readonly Example[] = [
  example(
    198,
    '| foo | bar |\n| --- | --- |\n| baz | bim |\n',
    '<table><tr><th>foo</th><th>bar</th></tr><tr><td>baz</td><td>bim</td></tr></table>',
  ),
  example(
    199,
    '| abc | defghi |\n:-: | -----------:\nbar | baz\n',
    '<table><tr><th align="center">abc</th><th align="right">defghi</th></tr><tr><td align="center">bar</td><td align="right">baz</td></tr></table>',
  ),
  example(
    200,
    '| f\\|oo  |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |\n',
    '<table><tr><th>f|oo</th></tr><tr><td>b <code>|</code> az</td></tr><tr><td>b <strong>|</strong> im</td></tr></table>',
  ),
  example(
    201,
    '| abc | def |\n| --- | --- |\n| bar | baz |\n> bar\n',
    '<table><tr><th>abc</th><th>def</th></tr><tr><td>bar</td><td>baz</td></tr></table><blockquote><p>bar</p></blockquote>',
  ),
  example(
    202,
    '| abc | def |\n| --- | --- |\n| bar | baz |\nbar\n\nbar\n',
    '<table><tr><th>abc</th><th>def</th></tr><tr><td>bar</td><td>baz</td></tr><tr><td>bar</td><td></td></tr></table><p>bar</p>',
  ),
  example(203, '| abc | def |\n| --- |\n| bar |\n', '<p>| abc | def |\n| --- |\n| bar |</p>'),
  example(
    204,
    '| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |\n',
    '<table><tr><th>abc</th><th>def</th></tr><tr><td>bar</td><td></td></tr><tr><td>bar</td><td>baz</td></tr></table>',
  ),
  example(205, '| abc | def |\n| --- | --- |\n', '<table><tr><th>abc</th><th>def</th></tr></table>'),
]

export const TASK_LISTS: readonly Example[] = [
  example(
    279,
    '- [ ] foo\n- [x] bar\n',
    '<ul><li><input disabled="" type="checkbox"> foo</li><li><input checked="" disabled="" type="checkbox"> bar</li></ul>',
  ),
  example(
    280,
    '- [x] foo\n  - [ ] bar\n  - [x] baz\n- [ ] bim\n',
    '<ul><li><input checked="" disabled="" type="checkbox"> foo<ul><li><input disabled="" type="checkbox"> bar</li><li><input checked="" disabled="" type="checkbox"> baz</li></ul></li><li><input disabled="" type="checkbox"> bim</li></ul>',
  ),
]

export const STRIKETHROUGH: readonly Example[] = [
  example(491, '~~Hi~~ Hello, ~there~ world!\n', '<p><del>Hi</del> Hello, <del>there</del> world!</p>'),
  example(492, 'This ~~has a\n\nnew paragraph~~.\n', '<p>This ~~has a</p><p>new paragraph~~.</p>'),
  example(493, 'This will ~~~not~~~ strike.\n', '<p>This will ~~~not~~~ strike.</p>'),
]

const link = (text: string, href = text): string => `<a href="${href}">${text}</a>`

export const AUTOLINKS: readonly Example[] = [
  example(622, 'www.commonmark.org\n', `<p>${link('www.commonmark.org', 'http://www.commonmark.org')}</p>`),
  example(
    623,
    'Visit www.commonmark.org/help for more information.\n',
    `<p>Visit ${link('www.commonmark.org/help', 'http://www.commonmark.org/help')} for more information.</p>`,
  ),
  example(
    624,
    'Visit www.commonmark.org.\n\nVisit www.commonmark.org/a.b.\n',
    `<p>Visit ${link('www.commonmark.org', 'http://www.commonmark.org')}.</p><p>Visit ${link('www.commonmark.org/a.b', 'http://www.commonmark.org/a.b')}.</p>`,
  ),
  example(
    625,
    'www.google.com/search?q=Markup+(business)\n\nwww.google.com/search?q=Markup+(business)))\n\n(www.google.com/search?q=Markup+(business))\n\n(www.google.com/search?q=Markup+(business)\n',
    ['', '))', ')', '']
      .map(
        (end, at) =>
          `<p>${at > 1 ? '(' : ''}${link('www.google.com/search?q=Markup+(business)', 'http://www.google.com/search?q=Markup+(business)')}${end}</p>`,
      )
      .join(''),
  ),
  example(
    626,
    'www.google.com/search?q=(business))+ok\n',
    `<p>${link('www.google.com/search?q=(business))+ok', 'http://www.google.com/search?q=(business))+ok')}</p>`,
  ),
  example(
    627,
    'www.google.com/search?q=commonmark&hl=en\n\nwww.google.com/search?q=commonmark&hl;\n',
    `<p>${link('www.google.com/search?q=commonmark&amp;hl=en', 'http://www.google.com/search?q=commonmark&amp;hl=en')}</p><p>${link('www.google.com/search?q=commonmark', 'http://www.google.com/search?q=commonmark')}&amp;hl;</p>`,
  ),
  example(
    628,
    'www.commonmark.org/he<lp\n',
    `<p>${link('www.commonmark.org/he', 'http://www.commonmark.org/he')}&lt;lp</p>`,
  ),
  example(
    629,
    'http://commonmark.org\n\n(Visit https://encrypted.google.com/search?q=Markup+(business))\n',
    `<p>${link('http://commonmark.org')}</p><p>(Visit ${link('https://encrypted.google.com/search?q=Markup+(business)')})</p>`,
  ),
  example(630, 'foo@bar.baz\n', `<p>${link('foo@bar.baz', 'mailto:foo@bar.baz')}</p>`),
  example(
    631,
    "hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.\n",
    `<p>hello@mail+xyz.example isn't valid, but ${link('hello+xyz@mail.example', 'mailto:hello+xyz@mail.example')} is.</p>`,
  ),
  example(
    632,
    'a.b-c_d@a.b\n\na.b-c_d@a.b.\n\na.b-c_d@a.b-\n\na.b-c_d@a.b_\n',
    `<p>${link('a.b-c_d@a.b', 'mailto:a.b-c_d@a.b')}</p><p>${link('a.b-c_d@a.b', 'mailto:a.b-c_d@a.b')}.</p><p>a.b-c_d@a.b-</p><p>a.b-c_d@a.b_</p>`,
  ),
]

/** Our own rule makes it stronger than the specification, which filters nine tags: all HTML is text. */
export const TAG_FILTER: readonly Example[] = [
  example(
    653,
    '<strong> <title> <style> <em>\n\n<blockquote>\n  <xmp> is disallowed.  <XMP> is also disallowed.\n</blockquote>\n',
    '<p>&lt;strong&gt; &lt;title&gt; &lt;style&gt; &lt;em&gt;</p><p>&lt;blockquote&gt; &lt;xmp&gt; is disallowed. &lt;XMP&gt; is also disallowed. &lt;/blockquote&gt;</p>',
  ),
]
