// Service tokens in PostgreSQL. Made by store.ts, and by the command that makes and changes them beside running relays.
import type { Log } from '../../log.ts'
import type { Token, TokenChange, TokenDesk, TokenStore } from '../store.ts'
import { changedColumns, stateIn, TOKEN_COLUMNS, tokenIn, type TokenRow, tokenValues } from '../token-rows.ts'
import { Database, type Transacting } from './database.ts'
import { storable } from './documents-table.ts'
import { requireTables } from './schema.ts'

export class TokensTable implements TokenStore {
  readonly #database: Transacting

  constructor(database: Transacting) {
    this.#database = database
  }

  async addToken(token: Token, sha256: string): Promise<void> {
    await this.#database.change(
      `INSERT INTO tokens (${TOKEN_COLUMNS}, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [...tokenValues({ ...token, name: storable(token.name) }), sha256],
    )
  }

  async findToken(sha256: string): Promise<Token | undefined> {
    const [row] = await this.#database.query<TokenRow>(`SELECT ${TOKEN_COLUMNS} FROM tokens WHERE sha256 = $1`, [
      sha256,
    ])
    return row && tokenIn(row)
  }

  async listTokens(): Promise<readonly Token[]> {
    const rows = await this.#database.query<TokenRow>(
      `SELECT ${TOKEN_COLUMNS} FROM tokens ORDER BY created_at DESC, id`,
    )
    return rows.map(tokenIn)
  }

  async revokeTokens(named: string, at: number): Promise<readonly Token[]> {
    return await this.#database.transaction(async (inside) => {
      const valid = await inside.query<TokenRow>(
        `SELECT ${TOKEN_COLUMNS} FROM tokens WHERE (id = $1 OR name = $1) AND revoked_at IS NULL
         ORDER BY created_at, id FOR UPDATE`,
        [named],
      )
      await inside.change('UPDATE tokens SET revoked_at = $2 WHERE id = ANY($1::text[])', [
        valid.map(({ id }) => id),
        at,
      ])
      return valid.map(tokenIn)
    })
  }

  async changeTokens(named: string, change: TokenChange): Promise<readonly Token[]> {
    const columns = changedColumns(change)
    const rows = await this.#database.query<TokenRow>(
      `WITH changed AS (UPDATE tokens SET ${columns.map(([column], nth) => `${column} = $${nth + 2}`).join(', ')}
         WHERE (id = $1 OR name = $1) AND revoked_at IS NULL RETURNING ${TOKEN_COLUMNS})
       SELECT ${TOKEN_COLUMNS} FROM changed ORDER BY created_at, id`,
      [named, ...columns.map(([, value]) => value)],
    )
    return rows.map(tokenIn)
  }

  async noteTokenUse(id: string, at: number): Promise<void> {
    await this.#database.change('UPDATE tokens SET used_at = $2 WHERE id = $1', [id, at])
  }
}

/** For a command. Throws CannotStart when no relay of this version has made the tables. */
export async function openTokens(url: string, log: Log): Promise<TokenDesk> {
  const database = new Database(url, 1, log)
  try {
    await requireTables(database)
  } catch (error) {
    await database.close()
    throw error
  }
  const stateOf: TokenDesk['stateOf'] = async (document) => {
    const [row] = await database.query<{ deleted_at: number | null }>(
      'SELECT deleted_at FROM documents WHERE id = $1',
      [document],
    )
    return stateIn(row)
  }
  return { tokens: new TokensTable(database), stateOf, close: () => database.close() }
}
