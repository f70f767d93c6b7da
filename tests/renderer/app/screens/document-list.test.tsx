// @vitest-environment happy-dom
// The list of documents with a fake in the place of the service: a relay that is slow or away, and a computer that keeps nothing.
import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { FolderId } from '../../../../contracts/ids.ts'
import { Stage } from '../../../support/fakes/stage.tsx'
import { until } from '../../../support/until.ts'
// They are loaded with the first. Here they are there already.
import '../../../../renderer/ui/toasts.tsx'
import { DocumentList } from '../../../../renderer/app/documents/document-list.tsx'

async function shown(prepare: (stage: Stage) => void = () => undefined): Promise<Stage> {
  const stage = new Stage()
  prepare(stage)
  await stage.show(<DocumentList rowHeight={56} />)
  return stage
}

const titles = (): (string | null | undefined)[] =>
  screen.queryAllByRole('link').map((link) => link.querySelector('.row-title')?.textContent)

test('an empty list says what to do; one that is being read says how far it is, and one that is old says so', async () => {
  const { documents } = await shown()
  await screen.findByText(/^No documents yet\./)
  documents.change(() => (documents.loading = 400))
  await screen.findByText('Asking the relay for its list: 400 documents so far')
  documents.put('garden', { title: 'Garden' })
  documents.change(() => (documents.loading = null))
  documents.change(() => (documents.reached = false))
  await screen.findByText('The relay cannot be reached. This is the list as it was last seen.')
  await until('the row', () => titles().join() === 'Garden')
  documents.change(() => (documents.reached = true))
  await until('the note to be gone', () => screen.queryByText(/cannot be reached/) === null)
})

test('a title that this computer cannot keep is taken back, with what has become of the text', async () => {
  const { documents } = await shown((stage) => stage.documents.put('garden', { title: 'Garden' }))
  documents.fault = new Error('the disk is full')
  fireEvent.keyDown(await screen.findByRole('link', { name: /Garden/ }), { key: 'F2' })
  const field = await screen.findByRole('textbox', { name: 'New title' })
  fireEvent.change(field, { target: { value: 'Kitchen' } })
  fireEvent.keyDown(field, { key: 'Enter' })
  await screen.findByText(
    'The text is untouched. This computer could not keep that change: the disk is full. Try again.',
  )
  expect(documents.deeds).toEqual(['rename garden: Kitchen'])
  await until('the old title', () => titles().join() === 'Garden')
})

test('the Enter that ends a composition, and its Escape, leave the field where it is', async () => {
  const { documents } = await shown((stage) => stage.documents.put('garden', { title: 'Garden' }))
  fireEvent.keyDown(await screen.findByRole('link', { name: /Garden/ }), { key: 'F2' })
  const field = await screen.findByRole('textbox', { name: 'New title' })
  fireEvent.change(field, { target: { value: '花' } })
  for (const key of ['Enter', 'Escape']) fireEvent.keyDown(field, { key, isComposing: true })
  expect({ isThere: field.isConnected, deeds: documents.deeds }).toEqual({ isThere: true, deeds: [] })
  fireEvent.change(field, { target: { value: '花园' } })
  fireEvent.keyDown(field, { key: 'Enter' })
  await until('the new title', () => titles().join() === '花园')
  expect(documents.deeds).toEqual(['rename garden: 花园'])
})

test('what the relay would not have, and two titles, take the place of the time and of who is there', async () => {
  await shown(({ documents }) => {
    documents.put('refused', { title: 'Refused', refused: 'forbidden' })
    documents.put('both', { title: 'Both', ownTitle: 'Mine' })
    documents.put('alone', { title: 'Alone' })
    for (const id of ['refused', 'both']) documents.setPresent(id, 2)
  })
  await screen.findByText('Action needed: only on this computer')
  expect(titles()).toEqual(['Refused', 'Both', 'Alone'])
  expect(screen.queryAllByRole('button', { name: /here now/ })).toEqual([])
})

test('what is typed above finds titles, and says when there is none', async () => {
  await shown(({ documents }) => {
    documents.put('garden', { title: 'Garden' })
    documents.put('cafe', { title: 'Café' })
  })
  const field = screen.getByRole('textbox', { name: 'Search by title' })
  fireEvent.change(field, { target: { value: 'CAFE' } })
  await until('the one', () => titles().join() === 'Café')
  fireEvent.change(field, { target: { value: 'nothing' } })
  await screen.findByText(
    'No document here has a title with “nothing”. “Find a document or a command” in the menu looks into the texts, too.',
  )
})

test('a folder is said to be empty when nothing is in it, and not when none of it is a favourite', async () => {
  const stage = new Stage()
  const plans = 'plans' as FolderId
  stage.documents.put('garden', { title: 'Garden', folder: plans })
  await stage.show(<DocumentList rowHeight={56} folder={plans} nothing="Nothing is in this folder yet." />)
  fireEvent.click(await screen.findByText('Favourites'))
  await screen.findByText(/^No favourites yet\./)
  stage.documents.put('garden', { title: 'Garden', folder: null })
  await screen.findByText('Nothing is in this folder yet.')
  fireEvent.click(screen.getByText('All'))
})
