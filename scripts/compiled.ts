// Where the processes that tests start find what Node has compiled of their modules. Called by the runners' configurations.
import { join } from 'node:path'
import { ROOT } from './root.ts'

export function keepCompiled(): void {
  process.env['NODE_COMPILE_CACHE'] ??= join(ROOT, 'node_modules', '.cache', 'compiled')
}
