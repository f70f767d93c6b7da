// A text of many blocks stands in chunks that only the page knows: what a person does across their borders is what they would
// see without them.
import { expect, type Person, story } from '../support/browser.ts'

const LINES = 90

interface Inner {
  readonly editor: {
    readonly state: { readonly doc: Doc; readonly selection: { readonly from: number; readonly to: number } }
    readonly view: { nodeDOM(position: number): Node | null; posAtDOM(node: Node, offset: number): number }
  }
}
interface Doc {
  textBetween(from: number, to: number, between: string): string
  forEach(look: (block: { readonly isLeaf: boolean }, position: number) => void): void
  readonly content: { readonly size: number }
}

async function begin(ada: Person, url: string): Promise<void> {
  await ada.visit(url, 'Ada')
  await ada.startDocument()
  await ada.text.click({ position: { x: 20, y: 20 } })
  await ada.text.evaluate((text, lines) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', Array.from({ length: lines }, (_, nth) => `<p>line ${nth}</p>`).join(''))
    text.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, LINES)
  await expect.poll(() => chunksOf(ada)).toBeGreaterThan(2)
}

const chunksOf = (person: Person): Promise<number> => person.text.locator(':scope > .chunk').count()

/** Every block of the document is where the page shows it, and the page shows nothing else. Answers the text. */
async function whole(person: Person): Promise<string> {
  const seen = await person.text.evaluate((text) => {
    const { state, view } = (text as unknown as Inner).editor
    const blocks = [...text.querySelectorAll(':scope > .chunk > :not(.ProseMirror-widget, .ProseMirror-gapcursor)')]
    const wrong: string[] = []
    let nth = 0
    state.doc.forEach(({ isLeaf }, position) => {
      const shown = blocks[nth++]
      const dom = view.nodeDOM(position)
      if (shown === undefined || !(dom === shown || shown.contains(dom)))
        wrong.push(`block ${nth} is not at ${position}`)
      else if (!isLeaf && view.posAtDOM(shown, 0) !== position + 1) wrong.push(`block ${nth} says it is elsewhere`)
    })
    if (nth !== blocks.length) wrong.push(`${blocks.length} are shown of ${nth}`)
    if ([...text.children].some(({ childElementCount }) => childElementCount === 0)) wrong.push('a chunk is empty')
    return { wrong, text: state.doc.textBetween(0, state.doc.content.size, '\n') }
  })
  expect(seen.wrong).toEqual([])
  return seen.text
}

/** The nth block of a chunk; -1 is the last. */
const blockOf = (person: Person, chunk: number, nth: number) =>
  person.text.locator(`:scope > .chunk:nth-child(${chunk + 1}) > *`).nth(nth)

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, nth) => `line ${from + nth}`)

story('keys and the mouse cross from one chunk to the next as if there were none', async ({ relay, arrive }) => {
  const ada = await arrive()
  await begin(ada, relay.url)
  const { keyboard } = ada.page
  const first = Number((await blockOf(ada, 1, 0).textContent())!.slice('line '.length))

  await blockOf(ada, 1, 0).click()
  await keyboard.press('Home')
  await keyboard.press('Backspace')
  expect((await whole(ada)).split('\n')[first - 1]).toBe(`line ${first - 1}line ${first}`)
  await keyboard.press('Enter')
  await keyboard.type('so ')
  expect((await whole(ada)).split('\n').slice(first - 1, first + 1)).toEqual([`line ${first - 1}`, `so line ${first}`])
  for (let times = 0; times < 3; times++) await keyboard.press('Backspace')
  expect((await whole(ada)).split('\n').filter((line) => line !== '')).toEqual(numbers(0, LINES))

  // One line at a time, from the first to the last, and back over a border with a selection.
  await keyboard.press('ControlOrMeta+Home')
  for (let line = 1; line < LINES; line++) await keyboard.press('ArrowDown')
  await keyboard.press('End')
  await keyboard.type('!')
  expect(await whole(ada)).toContain(`line ${LINES - 1}!`)
  await keyboard.press('Backspace')
  const border = Number((await blockOf(ada, 2, 0).textContent())!.slice('line '.length))
  await blockOf(ada, 2, 0).click()
  await keyboard.press('End')
  for (let times = 0; times < 3; times++) await keyboard.press('Shift+ArrowUp')
  await keyboard.type('over')
  expect(await whole(ada)).toContain(`line ${border - 3}over\nline ${border + 1}\n`)

  // Whole lines: Enter takes their place.
  await keyboard.press('Enter')
  await keyboard.press('Home')
  await keyboard.press('Shift+ArrowUp')
  await keyboard.press('Shift+ArrowUp')
  await keyboard.press('Enter')
  await keyboard.type('so ')
  expect(await whole(ada)).toContain(`line ${border - 5}\n\nso \nline ${border + 1}\n`)

  // What a drag selects is what is written over.
  const [from, to] = [await blockOf(ada, 1, -1).boundingBox(), await blockOf(ada, 2, 0).boundingBox()]
  await ada.page.mouse.move(from!.x + 1, from!.y + from!.height / 2)
  await ada.page.mouse.down()
  await ada.page.mouse.move(to!.x + 300, to!.y + to!.height / 2, { steps: 5 })
  await ada.page.mouse.up()
  await keyboard.type('dragged')
  expect(await whole(ada)).toContain('\ndragged\n')

  const before = await whole(ada)
  await ada.page.waitForTimeout(700) // Longer than what undo takes for one step.
  await keyboard.press('ControlOrMeta+a')
  await keyboard.press('Delete')
  expect(await whole(ada)).toBe('')
  expect(await chunksOf(ada)).toBe(1)
  await keyboard.press('ControlOrMeta+z')
  expect(await whole(ada)).toBe(before)
})

story('a press between two blocks is one on the text there, not on the chunk', async ({ relay, arrive }) => {
  const ada = await arrive()
  await begin(ada, relay.url)
  const first = await blockOf(ada, 1, 0).textContent()
  await blockOf(ada, 1, 9).evaluate((block) => block.scrollIntoView({ block: 'center' }))
  await blockOf(ada, 1, 9).click() // It is seen now, and has its height.
  const above = await blockOf(ada, 1, 9).boundingBox()
  const [x, y] = [above!.x + 20, above!.y + above!.height + 3]
  await ada.page.mouse.click(x, y)
  await ada.page.keyboard.type('here')
  const near = [await blockOf(ada, 1, 9).textContent(), await blockOf(ada, 1, 10).textContent()]
  expect(near.some((line) => line!.includes('here'))).toBe(true)
  await ada.page.mouse.click(x + 60, y, { clickCount: 3 })
  await ada.page.keyboard.type('instead')
  expect(await whole(ada)).toContain('instead')
  expect(await blockOf(ada, 1, 0).textContent()).toBe(first)
})

story('others write in other chunks, and a block is in one only', async ({ relay, arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()]
  await begin(ada, relay.url)
  await ada.savedOnRelay()
  await ben.visit(ada.page.url(), 'Ben')
  await ben.sees(`line ${LINES - 1}`)
  await blockOf(ada, 0, 3).click()
  await ada.page.keyboard.press('End')
  await blockOf(ben, 2, 0).click()
  await ben.page.keyboard.press('End')
  const many = 40
  await Promise.all([ada.page.keyboard.type('\nada'.repeat(many)), ben.page.keyboard.type('\nben'.repeat(many))])
  for (const person of [ada, ben]) {
    // The last line is there before its last letter.
    for (const name of ['ada', 'ben'])
      await expect
        .poll(async () => (await whole(person)).split('\n').filter((line) => line === name).length, { message: name })
        .toBe(many)
    expect((await whole(person)).split('\n')).toHaveLength(LINES + 2 * many)
    expect(Math.max(...(await sizes(person)))).toBeLessThanOrEqual(30)
  }
  expect(await whole(ben)).toBe(await whole(ada))
})

const sizes = (person: Person): Promise<number[]> =>
  person.text.evaluate((text) => [...text.children].map(({ childElementCount }) => childElementCount))

story(
  'what the browser puts in at a border is read, and nothing else is left on the page',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await begin(ada, relay.url)
    for (const [name, nth, way] of [
      ['at the start of a chunk', 1, 'prepend'],
      ['at the end of a chunk', 1, 'append'],
      ['between two', 1, 'after'],
      ['before the first', 0, 'before'],
      ['after the last', -1, 'after'],
    ] as const) {
      // As dictation and the emoji panel do: no key says what comes.
      await ada.text.evaluate(
        (text, said) => {
          const made = document.createElement('p')
          made.textContent = said.name
          text.children[said.nth < 0 ? text.childElementCount - 1 : said.nth]![said.way](made)
        },
        { name, nth, way },
      )
      await expect.poll(() => whole(ada)).toContain(name)
    }
    const lines = (await whole(ada)).split('\n').filter((line) => line !== '')
    expect(lines.filter((line) => line.startsWith('line '))).toEqual(numbers(0, LINES))
    expect(lines).toHaveLength(LINES + 5)
    expect([lines[0], lines.at(-1)]).toEqual(['before the first', 'after the last'])
  },
)
