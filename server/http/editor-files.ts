// Serves the built editor (out/renderer), so that a relay is also a web app: hashed assets for ever, the page and the
// service worker always fresh, and a Content-Security-Policy that allows nothing the editor does not need.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { contentPolicy } from '../../contracts/content-policy.ts'
import { sendProblem } from './problems.ts'

/** Addresses inside the app; each opens the same page, which reads the address itself. */
const APP_PATHS = ['/', '/documents', '/trash', '/d/:id']

const PAGES = new RegExp(`^(${APP_PATHS.map((path) => path.replace(':id', '[^/]+')).join('|')})(\\?|$)`)

/** Whether this address, as it stands in a request, is that of a page: links to it may come from anywhere (A2). */
export const isPage = (address: string): boolean => PAGES.test(address)

export async function protect(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy([]) },
    // The proxy that adds TLS also decides about HSTS; on plain loopback it would be a lie.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  })
}

export async function serveEditor(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, 'index.html'))
  if (!built) {
    for (const path of APP_PATHS)
      app.get(path, { schema: { hide: true } }, (_, reply) =>
        sendProblem(reply, 'not-found', 'the editor is not built yet; run: npm run build'),
      )
    return
  }
  await app.register(fastifyStatic, {
    root: folder,
    // Without the assets: a list of them made now would not know those of the next build.
    wildcard: false,
    globIgnore: ['assets/**'],
    index: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      const hashed = path.startsWith(join(folder, 'assets'))
      void response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  // Page and assets are both read from the disk when they are asked for, so that they are of one build, also when the
  // editor is built anew under a relay that runs. The names of assets have no folder in them (Vite).
  for (const path of APP_PATHS) app.get(path, { schema: { hide: true } }, (_, reply) => reply.sendFile('index.html'))
  app.get<{ Params: { name: string } }>('/assets/:name', { schema: { hide: true } }, ({ params }, reply) =>
    reply.sendFile(`assets/${params.name}`),
  )
}
