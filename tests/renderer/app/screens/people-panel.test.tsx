// @vitest-environment happy-dom
// The people panel with a fake in the place of the service: states that a real relay is hard to bring into.
import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Stage } from '../../../support/fakes/stage.tsx'
import { until } from '../../../support/until.ts'
// It is loaded when it is first opened. Here it is there already.
import '../../../../renderer/app/documents/people-panel.tsx'
import { DocumentList } from '../../../../renderer/app/documents/document-list.tsx'

/** The list with one document in which somebody is. Answers the panel's opened state. */
async function opened(): Promise<{ readonly stage: Stage; readonly panel: HTMLElement }> {
  const stage = new Stage()
  stage.documents.put('garden', { title: 'Garden' })
  stage.documents.setPresent('garden', 2)
  await stage.show(<DocumentList rowHeight={56} />)
  expect(stage.people.watched.size).toBe(0)
  fireEvent.click(await screen.findByRole('button', { name: '2 here now in Garden' }))
  const panel = await screen.findByRole('dialog', { name: 'Here now' })
  await until('it to be watched', () => stage.people.watched.size === 1)
  expect([...stage.people.watched.values()]).toEqual(['garden'])
  return { stage, panel }
}

const names = (panel: HTMLElement): (string | null)[] =>
  within(panel)
    .queryAllByRole('listitem')
    .map(({ textContent }) => textContent)

test('G3: while nobody has answered it says so, and then who is there, named or not', async () => {
  const { stage, panel } = await opened()
  await within(panel).findByText('Asking the relay who is here…')
  stage.people.tellOf('Ada', null)
  await within(panel).findByText('Ada')
  expect(names(panel)).toEqual(['Ada', 'Somebody without a name'])
  expect(within(panel).getByRole('status').textContent).toBe('')
  expect(within(panel).queryByRole('button', { name: 'Try again' })).toBeNull()
})

test('G3: it stays when all have left, and lets go of the service when it is closed', async () => {
  const { stage, panel } = await opened()
  stage.people.tellOf('Ada')
  await within(panel).findByText('Ada')
  stage.documents.setPresent('garden', 0)
  stage.people.tellOf()
  await within(panel).findByText('Nobody is here any more.')
  expect(names(panel)).toEqual([])
  fireEvent.keyDown(panel, { key: 'Escape' })
  await until('it to be closed', () => screen.queryByRole('dialog') === null)
  expect(stage.people.watched.size).toBe(0)
  expect(screen.queryByRole('button', { name: /here now in Garden/ })).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('link', { name: /Garden/ }))
})

test('G4: what the relay refuses is said with its reason, nobody is shown, and there is nothing to try again', async () => {
  const { stage, panel } = await opened()
  stage.people.tellOf('Ada')
  await within(panel).findByText('Ada')
  stage.people.tell({ kind: 'refused', code: 'forbidden' })
  await within(panel).findByText('Who is here cannot be shown. The relay refused: you may not do this.')
  expect(names(panel)).toEqual([])
  expect(within(panel).queryByRole('button', { name: 'Try again' })).toBeNull()
})

test('a relay that never answered, and one that broke off, are told apart; each is tried again', async () => {
  const { stage, panel } = await opened()
  const again = (): Promise<HTMLElement> => within(panel).findByRole('button', { name: 'Try again' })
  stage.people.tell({ kind: 'away' })
  await within(panel).findByText('The relay cannot be reached, so nobody can say who is here.')
  fireEvent.click(await again())
  await until('the button to be gone', () => within(panel).queryByRole('button', { name: 'Try again' }) === null)
  expect(stage.people.tries).toBe(1)
  stage.people.tellOf('Ada')
  await within(panel).findByText('Ada')
  stage.people.tell({ kind: 'away' })
  await within(panel).findByText('The connection broke off. These were here before that.')
  expect(names(panel)).toEqual(['Ada'])
  stage.people.tellOf()
  await within(panel).findByText('Nobody is here any more.')
  stage.people.tell({ kind: 'away' })
  await within(panel).findByText('The connection broke off. Nobody was here before that.')
  // What it tells by itself takes the button away, too.
  expect(await again()).toBeTruthy()
  stage.people.tellOf('Ben')
  await within(panel).findByText('Ben')
  expect(within(panel).queryByRole('button', { name: 'Try again' })).toBeNull()
})
