// Service tokens in SQLite; synchronous. Runs inside the worker, and in the command that makes and revokes them beside a running relay.
import { DatabaseSync } from 'node:sqlite'
import { CannotStart } from '../../errors.ts'
import type { Token, TokenStore } from '../store.ts'
import { TOKEN_COLUMNS, tokenIn, type TokenRow, tokenValues } from '../token-rows.ts'
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
      const valid = this.#all(
        `SELECT ${TOKEN_COLUMNS} FROM tokens WHERE (id = ? OR name = ?) AND revoked_at IS NULL ORDER BY created_at, id`,
        named,
        named,
      )
      for (const { id } of valid) this.#database.prepare('UPDATE tokens SET revoked_at = ? WHERE id = ?').run(at, id)
      return valid
    })
  }

  noteUse(id: string, at: number): void {
    this.#database.prepare('UPDATE tokens SET used_at = ? WHERE id = ?').run(at, id)
  }

  #all(sql: string, ...values: readonly string[]): Token[] {
    return (this.#database.prepare(sql).all(...values) as unknown as TokenRow[]).map(tokenIn)
  }
}

/** For a command: a relay may be running. Throws CannotStart for a database of another version. */
export function openTokens(path: string): { readonly tokens: TokenStore; close(): Promise<void> } {
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
    noteTokenUse: async (...args) => table.noteUse(...args),
  }
  return { tokens, close: async () => database.close() }
}
