// Whatever the order in which letters, changes of kind and deletions cross: every letter that nobody took out on purpose
// stands in everybody's text, once, and all have the same text.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NodeJson } from '../../../../document/json.ts'
import { block, inside, Office, p, type Writer } from './office.ts'

const KINDS: readonly ((words: string) => NodeJson)[] = [
  p,
  (words) => block('heading', words, { level: 1 }),
  (words) => inside('blockquote', p(words)),
  (words) => block('codeBlock', words),
  (words) => inside('bulletList', inside('listItem', p(words))),
]

/** Ada changes the blocks, two others type. */
type Step =
  | { readonly do: 'type'; readonly who: number; readonly block: number; readonly at: number; readonly letters: number }
  | { readonly do: 'erase' | 'leave'; readonly who: number }
  | { readonly do: 'kind'; readonly block: number; readonly kind: number }
  | { readonly do: 'join' | 'delete' | 'part'; readonly block: number }
  | { readonly do: 'send' | 'hear'; readonly who: number; readonly most: number }

const nth = fc.nat({ max: 5 })
const typist = fc.integer({ min: 1, max: 2 })
const one = <Kind extends Step['do']>(...kinds: Kind[]): fc.Arbitrary<Kind> => fc.constantFrom(...kinds)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: one('type'),
        who: typist,
        block: nth,
        at: fc.nat({ max: 12 }),
        letters: fc.integer({ min: 1, max: 3 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: one('erase', 'leave'), who: typist }) },
    { weight: 3, arbitrary: fc.record({ do: one('kind'), block: nth, kind: fc.nat({ max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ do: one('join', 'delete', 'part'), block: nth }) },
    {
      weight: 5,
      arbitrary: fc.record({ do: one('send', 'hear'), who: fc.nat({ max: 2 }), most: fc.integer({ min: 1, max: 4 }) }),
    },
  ),
  { maxLength: 40 },
)

const wordsOf = (line: string): string => line.slice(line.indexOf(': ') + 2)

/** The block of a page's line, one deep. */
function flat(line: string): NodeJson {
  const kinds = ['paragraph', 'heading', 'blockquote', 'codeBlock', 'bulletList']
  return KINDS[kinds.findIndex((kind) => line.startsWith(kind))]!(wordsOf(line))
}

class Play {
  readonly office = new Office()
  readonly #people: readonly Writer[]
  readonly #typed = new Set('abcdefghi')
  readonly #removed = new Set<string>()
  readonly #last = new Map<Writer, string>()
  #next = 0x4e00

  constructor() {
    const ada = this.office.arrive(p('ab'), p('cde'), p(''), p('fghi'))
    this.#people = [ada, this.office.arrive(), this.office.arrive()]
  }

  take(step: Step): void {
    switch (step.do) {
      case 'kind':
      case 'join':
      case 'delete':
      case 'part':
        return this.#changeBlocks(step)
      case 'type':
      case 'erase':
      case 'leave':
      case 'send':
      case 'hear': {
        const writer = this.#people[step.who]!
        // Who left has sent everything.
        if (!this.office.writers.includes(writer)) return
        if (step.do === 'send') writer.sends(step.most)
        else if (step.do === 'hear') writer.hears(step.most)
        else if (step.do === 'type') this.#type(writer, step)
        else if (step.do === 'erase') this.#erase(writer)
        else {
          writer.sends()
          this.office.writers.splice(this.office.writers.indexOf(writer), 1)
        }
      }
    }
  }

  allAgree(): void {
    const [ada, ...others] = this.office.writers
    for (const other of others) expect(other.page).toEqual(ada!.page)
    for (const letter of this.#typed) {
      const times = ada!.words.split(letter).length - 1
      if (!this.#removed.has(letter)) expect(`${letter} ${times}×`).toBe(`${letter} 1×`)
    }
  }

  #type(writer: Writer, { block: nthBlock, at, letters }: Extract<Step, { do: 'type' }>): void {
    const blocks = writer.page.length
    if (blocks === 0) return
    const words = Array.from({ length: letters }, () => String.fromCodePoint(this.#next++)).join('')
    for (const letter of words) this.#typed.add(letter)
    this.#last.set(writer, words.at(-1)!)
    writer.types(words, nthBlock % blocks, at)
  }

  #erase(writer: Writer): void {
    const letter = this.#last.get(writer)
    if (letter === undefined || !writer.words.includes(letter)) return
    writer.erases(letter)
    this.#removed.add(letter)
    this.#last.delete(writer)
  }

  #changeBlocks(step: Extract<Step, { do: 'kind' | 'join' | 'delete' | 'part' }>): void {
    const ada = this.#people[0]!
    const { page } = ada
    const at = step.block % page.length
    const words = wordsOf(page[at]!)
    const blocks = page.map(flat)
    if (step.do === 'kind') blocks[at] = KINDS[step.kind]!(words)
    else if (step.do === 'part') {
      const half = Math.floor(words.length / 2)
      blocks.splice(at, 1, p(words.slice(0, half)), p(words.slice(half)))
    } else if (at > 0 && step.do === 'join') blocks.splice(at - 1, 2, p(wordsOf(page[at - 1]!) + words))
    else if (at > 0) {
      blocks.splice(at, 1)
      for (const letter of words) this.#removed.add(letter)
    }
    ada.writes(...blocks)
  }
}

test('no letter is lost, none is doubled, all agree', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const play = new Play()
      for (const step of all) play.take(step)
      play.office.settles()
      // Who typed puts it back at once; what those typed who left is waited for.
      if (play.office.writers.length === 3) play.allAgree()
      for (const writer of play.office.writers) writer.rescuer.rescueNow()
      play.office.settles()
      play.allAgree()
    }),
    { numRuns: 400 },
  )
}, 120_000)
