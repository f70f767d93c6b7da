// The two pages that are compared, on one relay: ours as it was built, and a plain one (bench/peers/editor). Used by run.ts.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { TestRelay } from '../../tests/support/relay.ts'

const BUILT_RELAY = fileURLToPath(new URL('../../out/server/main.js', import.meta.url))
const PLAIN = fileURLToPath(new URL('../peers/editor', import.meta.url))

/** Of either page: ours stand in chunks. */
export const BLOCKS = '.ProseMirror > :not(.chunk), .ProseMirror > .chunk > *'

export interface ComparedPage {
  readonly name: 'plain' | 'ours'
  address(document: string): string
  /** What a person does once on the first visit. */
  enter(page: Page): Promise<void>
}

export interface Stage {
  readonly relay: TestRelay
  readonly pages: readonly ComparedPage[]
  close(): Promise<void>
}

export async function setStage(): Promise<Stage> {
  if (!existsSync(BUILT_RELAY)) throw new Error('the editor is not built: run `npm run build` first')
  buildPlainPage()
  const server = await servePlainPage()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const relay = await TestRelay.start({ entry: BUILT_RELAY, env: { LIGATURE_ORIGINS: origin } })
  const plain: ComparedPage = {
    name: 'plain',
    address: (document) => `${origin}/?relay=${encodeURIComponent(relay.syncUrl)}&document=${document}`,
    enter: async () => undefined,
  }
  const ours: ComparedPage = {
    name: 'ours',
    address: (document) => `${relay.url}/d/${document}`,
    enter: async (page) => await page.getByRole('button', { name: 'Skip' }).click(),
  }
  return {
    relay,
    pages: [plain, ours],
    close: async () => {
      server.close()
      await relay.dispose()
    },
  }
}

function buildPlainPage(): void {
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: PLAIN, stdio: ['ignore', 'ignore', 'inherit'] })
  if (!existsSync(join(PLAIN, 'node_modules'))) npm('ci')
  npm('run', 'build')
}

async function servePlainPage(): Promise<Server> {
  const page = readFileSync(join(PLAIN, 'index.html'))
  const script = readFileSync(plainScript())
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

export const plainScript = (): string => join(PLAIN, 'built/page.js')
