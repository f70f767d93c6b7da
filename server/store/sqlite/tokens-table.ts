// Service tokens in SQLite; synchronous. Runs inside the worker, and in the command that makes and changes them beside a running relay.
import { DatabaseSync } from 'node:sqlite'
import { CannotStart } from '../../errors.ts'
import type { Token, TokenChange, TokenDesk, TokenStore } from '../store.ts'
import { changedColumns, stateIn, TOKEN_COLUMNS, tokenIn, type TokenRow, tokenValues } from '../token-rows.ts'
import { SCHEMA_VERSION, unusable, versionOf } from './schema.ts'
import { transaction } from './transaction.ts'

/** A relay that commits is waited for. */
const WAIT_MS = 5_000

export class TokensTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  add(token: Token, sha256: string): void {
    this.#database
      .prepare(`INSERT INTO tokens (${TOKEN_COLUMNS}, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(...tokenValues(token), sha256)
  }

  find(sha256: string): Token | undefined {
    const row = this.#database.prepare(`SELECT ${TOKEN_COLUMNS} FROM tokens WHERE sha256 = ?`).get(sha256)
    return row && tokenIn(row as unknown as TokenRow)
  }

  list(): Token[] {
    return this.#all(`SELECT ${TOKEN_COLUMNS} FROM tokens ORDER BY created_at DESC, id`)
  }

  revoke(named: string, at: number): Token[] {
    return transaction(this.#database, () => {
      const valid = this.#notRevoked(named)
      for (const { id } of valid) this.#database.prepare('UPDATE tokens SET revoked_at = ? WHERE id = ?').run(at, id)
      return valid
    })
  }

  change(named: string, change: TokenChange): Token[] {
    const columns = changedColumns(change)
    const update = this.#database.prepare(
      `UPDATE tokens SET ${columns.map(([column]) => `${column} = ?`).join(', ')} WHERE id = ?`,
    )
    return transaction(this.#database, () => {
      for (const { id } of this.#notRevoked(named)) update.run(...columns.map(([, value]) => value), id)
      return this.#notRevoked(named)
    })
  }

  noteUse(id: string, at: number): void {
    this.#database.prepare('UPDATE tokens SET used_at = ? WHERE id = ?').run(at, id)
  }

  #notRevoked(named: string): Token[] {
    return this.#all(
      `SELECT ${TOKEN_COLUMNS} FROM tokens WHERE (id = ? OR name = ?) AND revoked_at IS NULL ORDER BY created_at, id`,
      named,
      named,
    )
  }

  #all(sql: string, ...values: readonly string[]): Token[] {
    return (this.#database.prepare(sql).all(...values) as unknown as TokenRow[]).map(tokenIn)
  }
}

/** For a command: a relay may be running. Throws CannotStart for a database of another version. */
export function openTokens(path: string): TokenDesk {
  const database = new DatabaseSync(path, { timeout: WAIT_MS })
  try {
    if (versionOf(database, path) !== SCHEMA_VERSION)
      throw new CannotStart(`The database ${path} was written by an older relay. Start this one with it once.`)
  } catch (error) {
    database.close()
    throw error instanceof CannotStart ? error : unusable(path, 'used', error)
  }
  const table = new TokensTable(database)
  const tokens: TokenStore = {
    addToken: async (...args) => table.add(...args),
    findToken: async (sha256) => table.find(sha256),
    listTokens: async () => table.list(),
    revokeTokens: async (...args) => table.revoke(...args),
    changeTokens: async (...args) => table.change(...args),
    noteTokenUse: async (...args) => table.noteUse(...args),
  }
  const states = database.prepare('SELECT deleted_at FROM documents WHERE id = ?')
  return {
    tokens,
    stateOf: async (document) => stateIn(states.get(document) as { readonly deleted_at: number | null } | undefined),
    close: async () => database.close(),
  }
}
