// @vitest-environment happy-dom
// Where a document is to lie, asked before this computer has read which folders there are.
import { fireEvent, screen } from '@testing-library/react'
import { Stage } from '../../../support/fakes/stage.tsx'
import { IDBFactory } from 'fake-indexeddb'
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import type { FolderId } from '../../../../contracts/ids.ts'
import { FoldersService } from '../../../../renderer/api/folders-service.ts'
import { Library } from '../../../../renderer/api/library.ts'
import { MoveDialog } from '../../../../renderer/app/folders/move-dialog.tsx'
import { until } from '../../../support/until.ts'

interface Shown {
  readonly stage: Stage
  readonly read: () => void
  readonly isClosed: () => boolean
}

/** With a folder "Garden" that is read when `read` of the answer is called. */
async function shown(): Promise<Shown> {
  const library = await Library.open('fake', new IDBFactory())
  const folders = new FoldersService({ relay: 'fake', relayIdentity: 'fake', library, tellRelay: () => undefined })
  await folders.create('garden' as FolderId, 'Garden')
  const stage = new Stage()
  let read = (): void => undefined
  const isRead = new Promise<void>((resolve) => (read = resolve))
  stage.documents.folders = async () => {
    await isRead
    return folders
  }
  let closed = false
  await stage.show(<MoveDialog row={stage.documents.put('beans', { title: 'Beans' })} close={() => (closed = true)} />)
  return { stage, read, isClosed: () => closed }
}

const press = (key: string): boolean => fireEvent.keyDown(screen.getByRole('combobox'), { key })
const type = (words: string): boolean => fireEvent.change(screen.getByRole('combobox'), { target: { value: words } })

test('Enter means the first folder also before it is known which there are', async () => {
  const { stage, read } = await shown()
  press('Enter')
  expect(screen.queryByText('There is no folder yet', { exact: false })).toBeNull()
  read()
  await until('the move', () => stage.documents.deeds.length > 0)
  expect(stage.documents.deeds).toEqual(['move beans to garden'])
})

test('a name that is typed before that makes no second folder of that name', async () => {
  const { stage, read } = await shown()
  type('Garden')
  expect(screen.queryAllByRole('option')).toEqual([])
  press('Enter')
  read()
  await until('the move', () => stage.documents.deeds.length > 0)
  expect(stage.documents.deeds).toEqual(['move beans to garden'])
})

test('who types on after Enter has not chosen yet', async () => {
  const { read, isClosed } = await shown()
  press('Enter')
  type('Winter')
  read()
  await screen.findByRole('option', { name: 'New folder “Winter”' })
  expect(isClosed()).toBe(false)
})

test('an arrow that is pressed before that leaves the keys as they are', async () => {
  const { stage, read } = await shown()
  press('ArrowDown')
  read()
  await screen.findByRole('option', { name: 'Garden', selected: true })
  press('Enter')
  await until('the move', () => stage.documents.deeds.length > 0)
  expect(stage.documents.deeds).toEqual(['move beans to garden'])
})
