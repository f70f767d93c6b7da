// Builds service-worker.ts to /sw.js and tells it which files make up the app. Used by electron.vite.config.ts; the one
// file of this folder that runs in the build and not in a browser.
import type { Plugin } from 'vite'

/** Files of renderer/public/ the page asks for; the rest of it (if any) is not needed to open a text. */
const PUBLIC_FILES = ['/icon.svg']

/** What is built along and no text needs: the worker itself, maps, licences. */
const NOT_THE_APP = /^(sw\.js|.*\.(map|txt))$/

export function serviceWorker(): Plugin {
  return {
    name: 'ligature-service-worker',
    apply: 'build',
    buildStart() {
      const id = new URL('./service-worker.ts', import.meta.url).pathname
      this.emitFile({ type: 'chunk', id, fileName: 'sw.js' })
    },
    generateBundle: {
      // After Vite has added index.html.
      order: 'post',
      async handler(_options, bundle) {
        const worker = bundle['sw.js']
        if (worker?.type !== 'chunk') throw new Error('the build made no sw.js')
        if (worker.imports.length > 0)
          throw new Error(`sw.js must stand alone, it imports ${worker.imports.join(', ')}`)
        const files = Object.keys(bundle).filter((name) => !NOT_THE_APP.test(name))
        const page = bundle['index.html']
        const source = page?.type === 'asset' ? String(page.source) : ''
        const paths = [...files.map((name) => `/${name}`), ...PUBLIC_FILES].sort()
        worker.code = worker.code
          .replaceAll('SHELL_FILES', JSON.stringify(paths))
          .replaceAll('SHELL_VERSION', JSON.stringify(await digest(paths.join('\n') + source)))
      },
    },
  }
}

/** Twelve hex digits: enough to tell any two builds apart. */
async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(bytes, 0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
