// One build for the desktop app, the relay and the browser. `scripts/build.ts` runs it, `electron-vite dev` watches it.
// out/main, out/server and out/preload run on Node and Electron; out/renderer is served by the relay and by app://.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { serviceWorker } from './renderer/service-worker-plugin.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** scripts/build.ts builds beside out/ and puts the whole in its place when it is done. */
const OUT = process.env['BUILD_INTO'] ?? at('out')

/** electron-vite forces `./`, which breaks every address below the root, such as /d/{id}. */
const rootBase: Plugin = { name: 'root-base', config: () => ({ base: '/' }) }

/** In the first chunk. Without those of ours they would go where those do that use them, below, and take the rest along. */
const EVERYWHERE = [
  'node_modules/(react|react-dom|scheduler|i18next|react-i18next)/',
  'node_modules/@base-ui/react/(csp-provider|direction-provider)/',
  'node_modules/lucide-react/dist/esm/(?!icons)',
  'preload-helper',
  'contracts/(ids|api-prefix|limits)\\.ts',
  'renderer/api/(relay-errors|library-rows|kept-database|random-id)\\.ts',
  'renderer/collab/local-database\\.ts',
  'renderer/app/document/held-keys\\.ts',
  'renderer/app/(route|services|person/presence-colours)\\.ts',
  'renderer/app/documents/(deeds|shown-title|documents-queries)\\.ts',
  'renderer/ui/(announcer|arrived|late-part|notify|tip|use-late)\\.tsx?',
  'renderer/words/(words|languages|en/(app|commands|document|documents|first|person|start|ui))\\.ts',
]
const WITH_THE_RELAY = [
  'contracts/(errors|documents|document-resource|folder-resource|id-schemas|presence)\\.ts',
  'renderer/api/(relay-(client|chunk|request)|listing|replay|folders-door|events-service|event-messages|back-off)\\.ts',
  'renderer/collab/local-rows\\.ts',
]
const AROUND_THE_TEXT = [
  'node_modules/@base-ui/react/(internals/composite|composite|toolbar|use-button|separator)/',
  'node_modules/lucide-react/dist/esm/icons/chevron-down\\.',
  'contracts/(close-codes|image-types|attachment-names)\\.ts',
  'renderer/api/(attachments-service|sha256|watched-image|attachment-shelf)\\.ts',
  'renderer/app/document/(status-words|trouble-words)\\.ts',
  'renderer/editor/(code/languages|block-walk|changed-range|scroll-to|selection-rect|binding/read-caret)\\.ts',
  'renderer/words/(late-words|two-titles-words|en/(editor|images|late|lists|relay|transfer|trouble|two-titles|welcome))\\.ts',
  'renderer/app/documents/(find-by-title|document-list|document-row|row-list|two-titles)\\.tsx?',
  'renderer/app/(documents/documents-page|document/people-here|document/status-line|person/name-prompt)\\.css',
]

/** Small, and of several panels: apart, each would have a name in the first chunk. */
const OF_PANELS = ['renderer/app/late-service\\.ts', 'renderer/ui/use-(slow|now)\\.ts']

/** Paths are written with `/`. */
const anyOf = (paths: readonly string[]): RegExp => new RegExp(paths.join('|').replaceAll('/', '[\\\\/]'))

export default defineConfig({
  main: {
    build: {
      outDir: OUT,
      // Three builds share the folder, and this is the first.
      emptyOutDir: false,
      // With all they import: a relay then starts in half the time, and out/ runs where there are no packages.
      externalizeDeps: false,
      license: { fileName: 'server/licenses.txt' },
      rolldownOptions: {
        // Of pg and of ws, for who has built it; they do without.
        external: ['pg-native', 'bufferutil', 'utf-8-validate'],
        input: {
          'main/main': at('electron/main/main.ts'),
          'server/main': at('server/main.ts'),
          'server/store-worker': at('server/store/sqlite/worker.ts'),
          'server/fold-worker': at('server/jobs/fold-worker.ts'),
          'server/projection-worker': at('server/jobs/projection-worker.ts'),
        },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'shared/[name]-[hash].js',
          codeSplitting: {
            groups: [
              // What the store's threads have in common with others and has no schema in it: they do without zod.
              {
                name: 'plain',
                test: anyOf(['contracts/(ids|limits|epochs|scopes|empty-update)\\.ts', 'server/errors\\.ts']),
              },
            ],
          },
        },
      },
    },
  },
  preload: {
    build: {
      outDir: join(OUT, 'preload'),
      // A sandboxed preload can require nothing but electron: everything else goes into the one file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [rootBase, react(), serviceWorker()],
    build: {
      outDir: join(OUT, 'renderer'),
      emptyOutDir: true,
      // Guests come with any current browser, so not electron-vite's default of the bundled Chromium, unminified.
      target: 'es2022',
      // Every browser that runs es2022 preloads by itself.
      modulePreload: { polyfill: false },
      minify: true,
      license: { fileName: 'licenses.txt' },
      // The editor is one screen and needs all of it; the service worker keeps it after the first visit.
      chunkSizeWarningLimit: 1_500,
      rolldownOptions: {
        input: { index: at('renderer/index.html') },
        // A schema that a chunk does not use needs not be made there: zod then stays with those that do.
        treeshake: { manualPureFunctions: ['z'] },
        output: {
          codeSplitting: {
            groups: [
              { name: 'zod', test: /node_modules[\\/]zod[\\/]/ },
              // Every chunk uses these: as one they pack better than as a handful.
              { name: 'everywhere', test: anyOf(EVERYWHERE) },
              // And so do those that every visit loads a moment later, from several chunks.
              { name: 'relay-chunk', test: anyOf(WITH_THE_RELAY) },
              { name: 'around', test: anyOf(AROUND_THE_TEXT) },
              { name: 'panels', test: anyOf(OF_PANELS) },
            ],
          },
        },
      },
    },
  },
})
