// What is read from and written to the database of one local copy, a transaction at a time. Only local-copy.ts calls it;
// that file decides when, this one what a transaction holds.
import type { Epoch } from '../../contracts/ids.ts'
import { answered, completed } from '../api/kept-database.ts'
import type { Debt } from './debts.ts'
import { STORES } from './local-database.ts'

/** What is known of a document beside its text. */
export interface Remembered {
  /** The relay's epoch for it; undefined until a relay has been met. */
  readonly epoch?: Epoch
  /** True once the whole text was here, so that an empty page is known to be an empty document. */
  readonly here?: true
}

/** One thing to write. A `keep` holds an update, a debt, or (a local change) both in the same transaction. */
export type Job =
  | { readonly kind: 'keep'; readonly update: Uint8Array | null; readonly debt: Debt | null }
  | { readonly kind: 'settled'; readonly key: number }
  | { readonly kind: 'remember'; readonly facts: Remembered }

export interface StoredRow {
  readonly key: number
  readonly update: Uint8Array
}

export interface Stored extends Remembered {
  /** Of the database; undefined for one from before there were any. */
  readonly identity: string | undefined
  readonly rows: readonly StoredRow[]
  readonly owedKeys: readonly number[]
}

/** One transaction, so that rows and debts belong together even while another window writes. */
export async function readStored(database: IDBDatabase): Promise<Stored> {
  return await readStoredIn(database.transaction(STORES, 'readonly'))
}

export async function readStoredIn(transaction: IDBTransaction): Promise<Stored> {
  const updates = transaction.objectStore('updates')
  const meta = transaction.objectStore('meta')
  const [keys, rows, owedKeys, identity, epoch, here] = await Promise.all([
    answered(updates.getAllKeys()),
    answered(updates.getAll() as IDBRequest<Uint8Array[]>),
    answered(transaction.objectStore('owed').getAllKeys()),
    answered(meta.get('identity') as IDBRequest<string | undefined>),
    answered(meta.get('epoch') as IDBRequest<Epoch | undefined>),
    answered(meta.get('here') as IDBRequest<true | undefined>),
  ])
  return {
    rows: rows.map((update, index) => ({ key: keys[index] as number, update })),
    owedKeys: owedKeys as number[],
    identity,
    ...(epoch && { epoch }),
    ...(here && { here }),
  }
}

/** Which copy this is, and of which epoch, as far as is known. */
export async function readStanding(
  database: IDBDatabase,
): Promise<{ readonly identity: string | undefined; readonly epoch: Epoch | undefined }> {
  const meta = database.transaction('meta', 'readonly').objectStore('meta')
  const [identity, epoch] = await Promise.all([
    answered(meta.get('identity') as IDBRequest<string | undefined>),
    answered(meta.get('epoch') as IDBRequest<Epoch | undefined>),
  ])
  return { identity, epoch }
}

/** Writes the batch whole or not at all and resolves when it is on the disk, with the keys of its rows. Debts written
 * learn their key. */
export async function writeBatch(database: IDBDatabase, batch: readonly Job[]): Promise<readonly number[]> {
  const rows: IDBRequest<IDBValidKey>[] = []
  const debts: { readonly debt: Debt; readonly request: IDBRequest<IDBValidKey> }[] = []
  await strictly(database, (transaction) => {
    const owed = transaction.objectStore('owed')
    for (const job of batch) {
      if (job.kind === 'settled') {
        owed.delete(job.key)
      } else if (job.kind === 'remember') {
        for (const [name, value] of Object.entries(job.facts)) transaction.objectStore('meta').put(value, name)
      } else {
        if (job.update !== null) rows.push(transaction.objectStore('updates').add(job.update))
        // The relay may have been faster than the disk: then the row owes nothing.
        if (job.debt?.acknowledged === false) debts.push({ debt: job.debt, request: owed.add(1) })
      }
    }
  })
  for (const { debt, request } of debts) debt.key = request.result as number
  return rows.map(({ result }) => result as number)
}

/** Puts one row in the place of these, in one transaction. Keys that are gone already do not matter. */
export async function foldRows(database: IDBDatabase, keys: readonly number[], whole: Uint8Array): Promise<number> {
  let added: IDBRequest<IDBValidKey> | undefined
  await strictly(database, (transaction) => {
    const updates = transaction.objectStore('updates')
    added = updates.add(whole)
    for (const key of keys) updates.delete(key)
  })
  return added?.result as number
}

/** `strict`: the browser may say "complete" only after the operating system has flushed; the default of Chromium and
 * Firefox loses the last seconds when the power goes. */
async function strictly(database: IDBDatabase, fill: (transaction: IDBTransaction) => void): Promise<void> {
  const transaction = database.transaction(STORES, 'readwrite', { durability: 'strict' })
  const done = completed(transaction)
  try {
    fill(transaction)
    transaction.commit()
  } catch (cause) {
    done.catch(() => undefined) // `cause` says why; the abort is its echo.
    transaction.abort()
    throw cause
  }
  await done
}
