// @vitest-environment happy-dom
// The palette with a fake in the place of the search: one that is slow, is overtaken, breaks off, or is refused.
import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { hitOf } from '../../../support/fakes/search.ts'
import { Stage } from '../../../support/fakes/stage.tsx'
import { until } from '../../../support/until.ts'
import { problem } from '../../../../contracts/problem.ts'
import { RelayRefused, RelayUnreachable } from '../../../../renderer/api/relay-errors.ts'
import { Palette } from '../../../../renderer/app/commands/palette.tsx'

async function shown(): Promise<Stage> {
  const stage = new Stage()
  stage.documents.put('garden', { title: 'Garden' })
  await stage.show(<Palette current={undefined} close={() => undefined} />)
  return stage
}

const type = (words: string): boolean => fireEvent.change(screen.getByRole('combobox'), { target: { value: words } })

const asked = async (stage: Stage, nth = 0) => await until('the search', () => stage.search.asked[nth])
const texts = (): string[] =>
  screen
    .queryAllByRole('option')
    .map(({ textContent }) => textContent ?? '')
    .filter((text) => text.includes('says'))

test('S3: a slow search is told of, and what it finds stands there before it is over', async () => {
  const stage = await shown()
  type('garlic')
  const search = await asked(stage)
  await screen.findByText('Searching the texts…')
  search.found(hitOf('soup', 'Soup', 'one says garlic'))
  await until('the first', () => texts().length === 1)
  expect(screen.getByText('Searching the texts…')).toBeTruthy()
  search.found(hitOf('frost', 'Frost', 'another says garlic'))
  search.end(true)
  await screen.findByText('There are more. Another word narrows it down.')
  expect(texts()).toEqual(['Soupone says garlic', 'Frostanother says garlic'])
})

test('one that finds nothing says so, and what would find more', async () => {
  const stage = await shown()
  type('zucchini')
  const search = await asked(stage)
  search.end(false)
  await screen.findByText('Nothing here is called “zucchini”, and no text says so. Fewer words find more.')
})

test('whoever types on calls off the search before; what that finds late is not shown', async () => {
  const stage = await shown()
  type('gar')
  const before = await asked(stage)
  type('garlic')
  const search = await asked(stage, 1)
  expect([before.signal.aborted, search.signal.aborted, search.words]).toEqual([true, false, 'garlic'])
  before.found(hitOf('late', 'Late', 'the late one says gar'))
  before.fail(new RelayUnreachable('late'))
  search.found(hitOf('soup', 'Soup', 'one says garlic'))
  search.end(false)
  await until('the hit', () => texts().length === 1)
  expect(texts()).toEqual(['Soupone says garlic'])
  expect(screen.queryByRole('button', { name: 'Search again' })).toBeNull()
})

test('S2: one that breaks off keeps what it found, one that reaches nobody keeps the titles; both are tried again', async () => {
  const stage = await shown()
  type('garden')
  const search = await asked(stage)
  search.found(hitOf('soup', 'Soup', 'one says garden'))
  search.fail(new RelayUnreachable('it broke off'))
  await screen.findByText('The search broke off. What is shown was found before that.')
  expect(texts()).toHaveLength(1)
  fireEvent.click(screen.getByRole('button', { name: 'Search again' }))
  const again = await asked(stage, 1)
  expect(again.words).toBe('garden')
  again.fail(new RelayUnreachable('nobody there'))
  await screen.findByText('The relay cannot be reached. These are the titles that this computer knows.')
  expect(screen.getByRole('option', { name: 'Garden' })).toBeTruthy()
})

test('one that is refused is not taken for a relay that is away', async () => {
  const stage = await shown()
  type('garlic')
  const search = await asked(stage)
  search.fail(new RelayRefused(problem('forbidden')))
  await screen.findByText('The relay could not search the texts. These are the titles that this computer knows.')
})
