// Service tokens for stories: made as the command makes one, without starting a process for each.
import { join } from 'node:path'
import { tokenFor } from '../../server/access/token-command.ts'
import { newToken, tokenHash } from '../../server/access/tokens.ts'
import { readCommand } from '../../server/commands.ts'
import { openTokens } from '../../server/store/sqlite/tokens-table.ts'

/** In the folder of a relay, which may be running; `scopes` and `more` as the command takes them. */
export async function makeToken(
  data: string,
  name: string,
  scopes: string,
  ...more: readonly string[]
): Promise<string> {
  const asked = readCommand(['tokens', 'create', '--name', name, '--scopes', scopes, ...more])
  if (asked.kind !== 'tokens' || asked.task.kind !== 'create') throw new Error(`that is a ${asked.kind}`)
  const { tokens, close } = openTokens(join(data, 'ligature.db'))
  const text = newToken()
  await tokens.addToken(tokenFor(asked.task, Date.now()), tokenHash(text))
  await close()
  return text
}

export async function revokeToken(data: string, name: string): Promise<void> {
  const { tokens, close } = openTokens(join(data, 'ligature.db'))
  await tokens.revokeTokens(name, Date.now())
  await close()
}
