// `npm run dev`: the relay from its sources, restarted when they change, and the editor from Vite, which updates the page
// in place. Both end with Ctrl-C. Documents go to a folder of their own, away from those of `npm start`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolveConfig } from 'electron-vite'
import { createServer } from 'vite'
import { DEFAULT_PORT } from '../contracts/limits.ts'
import { dataFolder } from './data-folder.ts'
import { ROOT } from './root.ts'
import { say } from './terminal.ts'

const EDITOR_PORT = 5173
const RELAY_PORT = DEFAULT_PORT + 1
const EDITOR = `http://localhost:${EDITOR_PORT}`

export async function run(): Promise<number> {
  const relay = spawn(process.execPath, ['--watch', 'server/main.ts'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      LIGATURE_DATA: `${dataFolder()}-dev`,
      LIGATURE_PORT: String(RELAY_PORT),
      LIGATURE_ORIGINS: EDITOR,
      ...process.env,
    },
  })
  const { config } = await resolveConfig({ root: ROOT, logLevel: 'warn' }, 'serve', 'development')
  const target = { target: `http://127.0.0.1:${RELAY_PORT}`, changeOrigin: true, ws: true }
  const editor = await createServer({
    ...config?.renderer,
    server: {
      port: EDITOR_PORT,
      strictPort: true,
      proxy: { '/sync': target, '/api': target, '/graphql': target, '/healthz': target },
    },
  })
  await editor.listen()
  say(`${EDITOR}/`)
  await once(relay, 'exit')
  await editor.close()
  return 0
}
