// Service tokens for stories: made and changed as the command does it, without starting a process for each.
import { join } from 'node:path'
import { changeOf, tokenFor } from '../../server/access/token-command.ts'
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

/** `options` as the command takes them. */
export async function changeToken(data: string, name: string, ...options: readonly string[]): Promise<void> {
  const asked = readCommand(['tokens', 'change', name, ...options])
  if (asked.kind !== 'tokens' || asked.task.kind !== 'change') throw new Error(`that is a ${asked.kind}`)
  const { tokens, close } = openTokens(join(data, 'ligature.db'))
  const changed = await tokens.changeTokens(name, changeOf(asked.task.change, Date.now()))
  await close()
  if (changed.length === 0) throw new Error(`there is no token ${name} to change`)
}

export async function revokeToken(data: string, name: string): Promise<void> {
  const { tokens, close } = openTokens(join(data, 'ligature.db'))
  await tokens.revokeTokens(name, Date.now())
  await close()
}
