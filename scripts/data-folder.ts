// Where `npm start` keeps a person's documents: the folder their system has for that, unless LIGATURE_DATA names another.
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** An absolute path. The relay in it creates it when it is absent. */
export function dataFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const named = env['LIGATURE_DATA']?.trim()
  if (named) return resolve(named)
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'ligature', 'relay')
    case 'win32':
      return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'ligature', 'relay')
    default:
      return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'ligature', 'relay')
  }
}
