// Five people do anything at once, with real keys and a real mouse: in the end all see the same, and so does a sixth who
// comes after them. FIVE_SECONDS=60 makes it a minute, SEED=n repeats what a run did; what happens between the five is up to
// the machine, so a seed that failed may need more than one try.
import { seeded, seedOfThisRun } from '../support/random.ts'
import { type Deed, deedOf, perform } from '../support/deeds.ts'
import { expect, type Person, story } from '../support/browser.ts'

const SECONDS = Number(process.env['FIVE_SECONDS'] ?? 10)
const NAMES = ['Ada', 'Ben', 'Cy', 'Di', 'Eve']

/** The text as elements, without what each sees of the others and of their own. */
async function shown(person: Person): Promise<string> {
  return await person.text.evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement
    for (const extra of copy.querySelectorAll('.caret, .ProseMirror-separator, .ProseMirror-widget, br')) {
      if (!extra.matches('br:not(.ProseMirror-trailingBreak)')) extra.remove()
    }
    for (const colour of copy.querySelectorAll('[class*="hljs-"], .selection-of-other')) {
      if (colour.localName === 'span') colour.replaceWith(...colour.childNodes)
    }
    // Which chunk a block stands in is each page's own affair.
    for (const chunk of copy.querySelectorAll(':scope > .chunk')) chunk.replaceWith(...chunk.childNodes)
    for (const one of copy.querySelectorAll('*')) {
      for (const name of ['class', 'data-placeholder', 'style', 'draggable']) one.removeAttribute(name)
    }
    copy.normalize()
    return copy.innerHTML.replaceAll(/<(?=[a-z])/gu, '\n<')
  })
}

/** The text as the editor knows it. */
async function known(person: Person): Promise<string> {
  return await person.text.evaluate((element) =>
    JSON.stringify((element as unknown as { editor: { getJSON(): unknown } }).editor.getJSON()),
  )
}

async function works(person: Person, name: string, seed: number, until: number): Promise<Deed[]> {
  const random = seeded(seed)
  const done: Deed[] = []
  await person.text.click()
  while (Date.now() < until) {
    const deed = deedOf(name, done.length, random)
    done.push(deed)
    await perform(person.page, deed)
  }
  return done
}

story('five at once: all see the same in the end, and nothing complains', async ({ relay, arrive }) => {
  story.setTimeout(SECONDS * 1_000 + 180_000)
  const seed = seedOfThisRun('five')
  const people: Person[] = []
  for (const name of NAMES) {
    const person = await arrive()
    await person.visit(people[0]?.page.url() ?? relay.url, name)
    if (people.length === 0) await person.startDocument()
    people.push(person)
  }
  // Enough for several chunks: some of what they do goes across a border.
  await perform(people[0]!.page, {
    does: 'paste',
    markdown: Array.from({ length: 60 }, (_, nth) => `line ${nth}\n`).join('\n'),
  })
  const until = Date.now() + SECONDS * 1_000
  const deeds = await Promise.all(people.map((person, at) => works(person, NAMES[at]!.toLowerCase(), seed + at, until)))
  const counts = deeds.map(({ length }) => length)
  try {
    // What a table repairs of others' edits goes out with one's own next change.
    for (const person of people) {
      await person.page.keyboard.press('Escape')
      await person.type('.')
      await person.savedOnRelay(30_000)
    }
    const sixth = await arrive()
    await sixth.visit(people[0]!.page.url())
    const [first, ...others] = [...people, sixth]
    for (const see of [known, shown]) {
      for (const other of others) {
        await expect
          .poll(async () => (await see(other)) === (await see(first)))
          .toBe(true)
          .catch(async () => {
            // The difference itself is what helps.
            expect(await see(other)).toBe(await see(first))
          })
      }
    }
    for (const { complaints } of people) expect(complaints).toEqual([])
    console.info(`five: ${counts.join(' + ')} deeds, ${(await first.words()).length} letters in the end`)
  } catch (error) {
    for (const [at, done] of deeds.entries()) console.info(`${NAMES[at]}: ${JSON.stringify(done)}`)
    for (const person of people) console.info(await shown(person), person.complaints)
    throw error
  }
})
