// What only PostgreSQL can get wrong, on a real one: several relays, locks, lost connections, a killed server.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Address, VersionId } from '../../contracts/ids.ts'
import { createLog } from '../../server/log.ts'
import { EVENTS_LOCK } from '../../server/store/postgres/documents-table.ts'
import { SCHEMA_VERSION } from '../../server/store/postgres/schema.ts'
import { PostgresStore } from '../../server/store/postgres/store.ts'
import type { AppendOutcome, Head, NewVersion } from '../../server/store/store.ts'
import { TestPostgres } from '../support/postgres.ts'
import { until } from '../support/until.ts'
import { documentId, entry, group, textOf } from './store-acceptance.ts'

let server: TestPostgres
beforeAll(async () => void (server = await TestPostgres.start()), 60_000)
afterAll(() => server.stop())

const openAt = (url: string): Promise<PostgresStore> => PostgresStore.open({ url, log: createLog('silent') })

/** Somebody else has that document's row, until let go. */
async function holdHead(url: string, document: string): Promise<() => Promise<void>> {
  const holder = new pg.Client(url)
  await holder.connect()
  await holder.query('BEGIN')
  await holder.query('SELECT * FROM heads WHERE document = $1 FOR UPDATE', [document])
  return async () => {
    await holder.query('COMMIT')
    await holder.end()
  }
}

describe('PostgreSQL alone', () => {
  test('K2: what is done alone in comments does not wait for what is done alone in texts', async () => {
    const relay = await openAt(await server.database('kinds'))
    const done = Promise.withResolvers<void>()
    const large = ['one', 'two', 'three'].map((name) => relay.alone(`content/${name}`, () => done.promise))
    expect(await relay.alone('comments/one', async () => 'written')).toBe('written')
    done.resolve()
    await Promise.all(large)
    await relay.close()
  })

  test('§7: relays that commit the same documents in batches of another order leave no gap, and none fails', async () => {
    const url = await server.database('together')
    const relays = await Promise.all(Array.from({ length: 3 }, () => openAt(url)))
    // In a small table PostgreSQL finds rows in the order of the table, and nobody gets in anybody's way.
    await server.ask(
      'together',
      `INSERT INTO heads (document, part, epoch, head, snapshot_seq, edited_at)
       SELECT 'other-' || n, 'text', 'first', 0, 0, 0 FROM generate_series(1, 100000) n`,
    )
    await server.ask('together', 'ANALYZE heads')
    const addresses = Array.from({ length: 40 }, (_, n) => textOf(`shared-${n}`))
    const heads = new Map<Address, Head>()
    for (const address of addresses) heads.set(address, (await relays[0]!.open(address)) as Head)
    const rounds = 25
    const outcomes = await Promise.all(
      relays.map(async (relay, nth) => {
        const all: AppendOutcome[] = []
        for (let round = 0; round < rounds; round++) {
          const order = addresses.toSorted((a, b) => (a.document < b.document ? -1 : 1) * ((nth + round) % 2 ? 1 : -1))
          all.push(...(await relay.append(order.map((address) => group(address, heads.get(address)!, entry(nth))))))
        }
        return all
      }),
    )
    expect(outcomes.flat().filter(({ kind }) => kind !== 'appended')).toEqual([])
    for (const address of addresses) {
      const rows = await relays[1]!.readLog(address, { after: 0, maxRows: 1_000 })
      expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 3 * rounds }, (_, n) => n + 1))
    }
    await Promise.all(relays.map((relay) => relay.close()))
  })

  test('B5: versions of one document are counted one after the other: who cannot is told to try again, and nothing is kept', async () => {
    const url = await server.database('counted')
    const store = await openAt(url)
    const { document } = textOf('counted')
    await store.open(textOf('counted'))
    const version: NewVersion = {
      id: 'v1' as VersionId,
      name: 'First',
      epoch: 'first' as never,
      seq: 0,
      author: 'ada',
      createdAt: 1,
      bytes: new Uint8Array([0, 0]),
    }
    const letGo = await holdHead(url, 'counted')
    await expect(store.keepVersion(document, version)).rejects.toMatchObject({ name: 'Unavailable' })
    expect(await store.findVersion(document, version.id)).toBeUndefined()
    await letGo()
    expect(await store.keepVersion(document, version)).toMatchObject({ kind: 'kept' })
    await store.close()
  })

  test('R7: a document that somebody else holds is left for later, and the others of the batch are not', async () => {
    const url = await server.database('held')
    const store = await openAt(url)
    const [free, held] = [textOf('free'), textOf('held')]
    const [freeHead, heldHead] = [(await store.open(free)) as Head, (await store.open(held)) as Head]
    const letGo = await holdHead(url, 'held')
    const never = group(textOf('never-opened'), freeHead, entry(1))
    expect(await store.append([group(held, heldHead, entry(1)), never, group(free, freeHead, entry(1))])).toEqual([
      { kind: 'later' },
      { kind: 'gone' },
      { kind: 'appended', firstSeq: 1, head: 1 },
    ])
    await letGo()
    expect(await store.append([group(held, heldHead, entry(1))])).toEqual([{ kind: 'appended', firstSeq: 1, head: 1 }])
    await store.close()
  })

  test('R7: a document that another relay is just beginning is opened when that is done, however long it takes', async () => {
    const store = await openAt(await server.database('begun'))
    const beginning = server.ask(
      'begun',
      `BEGIN; INSERT INTO documents (id, title, meta_version, created_at, updated_at, unfilled) VALUES ('begun', '', 1, 0, 0, 1);
       SELECT pg_sleep(2); COMMIT`,
    )
    await until('it to be begun', async () => {
      const { rowCount } = await server.ask('begun', `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`)
      return rowCount === 1
    })
    expect(await store.open(textOf('begun'))).toMatchObject({ head: 0 })
    await beginning
    await store.close()
  })

  test('R1: what is asked for in the address does not undo what a commit needs', async () => {
    const url = new URL(await server.database('asked'))
    url.searchParams.set('options', '-c synchronous_commit=off -c search_path=public -c lc_messages=C')
    const store = await openAt(url.href)
    await store.open(textOf('settings'))
    // As the connection that commits has it: the statement fails, and says so in its message.
    const trigger = `CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%',
      (SELECT string_agg(current_setting(name), ', ') FROM unnest(ARRAY['synchronous_commit', 'transaction_isolation',
        'idle_in_transaction_session_timeout', 'search_path']) name); END $$`
    await server.ask('asked', trigger)
    await server.ask('asked', 'CREATE TRIGGER told BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION tell()')
    const head = (await store.open(textOf('settings'))) as Head
    expect(await store.append([group(textOf('settings'), head, entry(1))])).toEqual([
      { kind: 'failed', message: 'on, read committed, 5s, public' },
    ])
    await store.close()
  })

  test('a commit is planned once for all, and finds its documents by their keys in a table that was empty then', async () => {
    const store = await openAt(await server.database('planned'))
    const address = textOf('planned')
    const head = (await store.open(address)) as Head
    const commit = (): Promise<readonly AppendOutcome[]> => store.append([group(address, head, entry(1))])
    await commit()
    await server.ask(
      'planned',
      `INSERT INTO heads (document, part, epoch, head, snapshot_seq, edited_at)
       SELECT 'other-' || n, 'text', 'first', 0, 0, 0 FROM generate_series(1, 20000) n`,
    )
    const scans = async (): Promise<{ bySequence: number; byKey: number }> => {
      const { rows } = await server.ask(
        'planned',
        `SELECT sum(seq_scan)::int AS "bySequence", sum(idx_scan)::int AS "byKey" FROM pg_stat_user_tables WHERE relname = 'heads'`,
      )
      return rows[0] as { bySequence: number; byKey: number }
    }
    const before = await scans()
    for (let nth = 2; nth <= 20; nth++) expect(await commit()).toMatchObject([{ kind: 'appended', head: nth }])
    // PostgreSQL counts a second later.
    const after = await until('the commits to be counted', async () => {
      await commit()
      const counted = await scans()
      return counted.byKey >= before.byKey + 20 ? counted : undefined
    })
    expect(after.bySequence).toBe(before.bySequence)
    // As the connection that commits has it: the statement fails, and says so in its message.
    const trigger = `CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%',
      (SELECT count(*) || ' planned, ' || sum(custom_plans) || ' times anew' FROM pg_prepared_statements); END $$`
    await server.ask('planned', trigger)
    await server.ask('planned', 'CREATE TRIGGER told BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION tell()')
    expect(await commit()).toEqual([{ kind: 'failed', message: '1 planned, 0 times anew' }])
    await store.close()
  })

  test('tables that a newer relay changes meanwhile take the commits of those that run', async () => {
    const store = await openAt(await server.database('changed'))
    const address = textOf('changed')
    const head = (await store.open(address)) as Head
    const commit = (): Promise<readonly AppendOutcome[]> => store.append([group(address, head, entry(1))])
    expect(await commit()).toMatchObject([{ kind: 'appended', head: 1 }])
    await server.ask('changed', `ALTER TABLE heads ADD COLUMN moved_at bigint; ALTER TABLE log ADD COLUMN kind text`)
    expect(await commit()).toMatchObject([{ kind: 'appended', head: 2 }])
    await store.close()
  })

  test('a snapshot is read in pieces, and is whole', async () => {
    const store = await openAt(await server.database('large'))
    const address = textOf('large')
    const head = (await store.open(address)) as Head
    await store.append([group(address, head, entry(1))])
    const bytes = new Uint8Array(5_300_007).map((_, at) => (at * 31) % 253)
    expect(await store.replaceSnapshot(address, head.epoch, 0, 0, { seq: 1, bytes, index: undefined })).toBe(true)
    const read = await store.readSnapshot(address)
    expect([read?.seq, Buffer.compare(read!.bytes, bytes)]).toEqual([1, 0])
    await store.close()
  })

  test('§9: a title with a character that PostgreSQL does not take is kept without it', async () => {
    const store = await openAt(await server.database('titles'))
    expect(await store.putDocument(documentId('nul'), 'A\u0000B')).toMatchObject({ document: { title: 'AB' } })
    expect(await store.renameDocument(documentId('nul'), 'C\u0000', undefined)).toMatchObject({
      document: { title: 'C' },
    })
    await store.close()
  })

  test('R1: what is acknowledged is on the disk, whatever the database is set to', async () => {
    const url = await server.database('careless')
    await server.ask('postgres', 'ALTER DATABASE careless SET synchronous_commit = off')
    const store = await openAt(url)
    const address = textOf('kept')
    const head = (await store.open(address)) as Head
    let acknowledged = 0
    const writing = (async () => {
      for (;;) {
        const [outcome] = await store.append([group(address, head, entry(1))])
        if (outcome?.kind !== 'appended') return outcome
        acknowledged = outcome.head
      }
    })().catch((error: unknown) => error)
    await until('a hundred to be acknowledged', () => acknowledged >= 100)
    await server.end('SIGKILL')
    expect(await writing).toMatchObject({ name: 'Unavailable' })
    await expect(store.check()).rejects.toMatchObject({ name: 'Unavailable' })
    await server.startAgain()
    // The same store goes on by itself.
    const after = await until('the store to answer', () => store.open(address).catch(() => undefined))
    expect((after as Head).head).toBeGreaterThanOrEqual(acknowledged)
    const rows = await store.readLog(address, { after: 0, maxRows: 100_000 })
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: (after as Head).head }, (_, n) => n + 1))
    await store.close()
  }, 60_000)

  test('§8: a database has one name for all relays, and another than every other', async () => {
    const urls = [await server.database('named'), await server.database('named-otherwise')]
    const stores = await Promise.all([urls[0]!, urls[0]!, urls[1]!].map(openAt))
    const [one, other, stranger] = await Promise.all(stores.map((store) => store.identity()))
    expect(one).toMatch(/^[\w-]{16}$/)
    expect(other).toBe(one)
    expect(stranger).not.toBe(one)
    for (const store of stores) await store.close()
  })

  test('§8: a user who may not ask for the number of the cluster has a name for the database all the same', async () => {
    const url = new URL(await server.database('named-by-few'))
    await server.ask('named-by-few', 'REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public')
    await server.ask('named-by-few', `CREATE ROLE guest LOGIN PASSWORD 'guest'; GRANT ALL ON SCHEMA public TO guest`)
    Object.assign(url, { username: 'guest', password: 'guest' })
    const store = await openAt(url.href)
    expect(await store.identity()).toMatch(/^[\w-]{16}$/)
    await store.close()
  })

  test('relays that start at once make the tables once', async () => {
    const url = await server.database('start')
    const relays = await Promise.all(Array.from({ length: 5 }, () => openAt(url)))
    await Promise.all(relays.map((relay) => relay.close()))
    const made = await server.ask('start', 'SELECT version FROM ligature_schema')
    expect(made.rows).toEqual([{ version: SCHEMA_VERSION }])
  })

  test('a database of a newer relay is left alone', async () => {
    const url = await server.database('future')
    await server.ask('future', 'CREATE TABLE ligature_schema (version integer NOT NULL)')
    await server.ask('future', 'INSERT INTO ligature_schema VALUES (99)')
    await expect(openAt(url)).rejects.toThrow(/newer relay \(version 99/)
    const { rows } = await server.ask('future', `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
    expect(rows).toEqual([{ tablename: 'ligature_schema' }])
  })

  test('a PostgreSQL that lets nobody in has been reached: what it said is said, and the next step', async () => {
    const url = await server.database('refusing')
    await server.ask('refusing', `CREATE ROLE nobody LOGIN PASSWORD 'half # way' CONNECTION LIMIT 0`)
    const as = (change: (url: URL) => void): string => {
      const changed = new URL(url)
      change(changed)
      return changed.href
    }
    const user = (username: string, password: string): string =>
      as((at) => Object.assign(at, { username, password: encodeURIComponent(password) }))
    for (const [at, said] of [
      [
        as((at) => (at.pathname = '/nowhere')),
        /PostgreSQL refused the connection: .*"nowhere".*; createdb makes one\.$/,
      ],
      [
        user('nobody', 'half'),
        /PostgreSQL refused the connection: .*"nobody"; user and password are what DATABASE_URL/,
      ],
      [user('nobody', 'half # way'), /PostgreSQL refused the connection: .*"nobody"; max_connections has to be enough/],
      [as((at) => (at.port = '1')), /PostgreSQL cannot be reached: .*ECONNREFUSED/],
    ] as const)
      await expect(openAt(at), at).rejects.toMatchObject({ name: 'CannotStart', message: expect.stringMatching(said) })
  })

  test('whoever tells of something waits for a commit that takes its time', async () => {
    const url = await server.database('slow-commit')
    const relay = await openAt(url)
    const slow = new pg.Client({ connectionString: url })
    await slow.connect()
    await slow.query('BEGIN')
    await slow.query('SELECT pg_advisory_xact_lock($1)', [EVENTS_LOCK])
    const told = [relay.putDocument(documentId('a'), 'Title'), relay.putDocument(documentId('b'), 'Title')]
    // Longer than anybody waits for a row (server/store/postgres/database.ts).
    await expect(
      Promise.race([...told, new Promise((resolve) => setTimeout(resolve, 1_500, 'both wait'))]),
    ).resolves.toBe('both wait')
    await slow.query('COMMIT')
    expect((await Promise.all(told)).map(({ kind }) => kind)).toEqual(['written', 'written'])
    expect(await relay.readEvents(0, 10)).toHaveLength(2)
    await slow.end()
    await relay.close()
  })

  test('an event is never numbered below one that a reader has seen', async () => {
    const url = await server.database('events')
    const [one, other] = [await openAt(url), await openAt(url)]
    let stop = false
    const seen: number[] = []
    const reading = (async () => {
      while (!stop) for (const { number } of await one.readEvents(seen.at(-1) ?? 0, 1_000)) seen.push(number)
    })()
    await Promise.all(
      [one, other].map(async (store, nth) => {
        for (let n = 0; n < 150; n++) await store.putDocument(documentId(`by-${nth}-${n}`), 'Title')
      }),
    )
    await until('all events to be seen', () => seen.length >= 300)
    stop = true
    await reading
    expect(seen).toHaveLength(300)
    await Promise.all([one.close(), other.close()])
  })
})
