// The conversion runs in the relay as it does in the renderer: bundled as the relay's files are, it works in a plain Node process
// that has no browser, no packages beside it and nothing global but what Node has.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { expect, test } from 'vitest'

const at = (path: string): string => fileURLToPath(new URL(`../../document/${path}`, import.meta.url))

test('§9: bundled for Node it converts both ways, and into a Yjs document and back', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ligature-bundle-'))
  const entry = join(folder, 'entry.ts')
  writeFileSync(
    entry,
    `import * as Y from ${JSON.stringify(fileURLToPath(import.meta.resolve('yjs')))}
     import { documentFromFragment, writeDocument } from ${JSON.stringify(at('fragment.ts'))}
     import { toHtml } from ${JSON.stringify(at('html.ts'))}
     import { fromMarkdown } from ${JSON.stringify(at('markdown/from-markdown.ts'))}
     import { toMarkdown } from ${JSON.stringify(at('markdown/to-markdown.ts'))}
     import { toText } from ${JSON.stringify(at('text.ts'))}
     const fragment = new Y.Doc().getXmlFragment('default')
     writeDocument(fragment, fromMarkdown('# Hello\\n\\n- [x] *all*\\n\\n| a |\\n| - |\\n| b |\\n'))
     const document = documentFromFragment(fragment)
     console.log(JSON.stringify([toMarkdown(document), toHtml(document), toText(document), typeof globalThis.document]))`,
  )
  try {
    await build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      ssr: { noExternal: true },
      build: {
        ssr: entry,
        outDir: join(folder, 'out'),
        emptyOutDir: true,
        rolldownOptions: { output: { format: 'es' } },
      },
    })
    const [file] = readdirSync(join(folder, 'out')).filter((name) => /^entry\.m?js$/.test(name))
    const run = spawnSync(process.execPath, [join(folder, 'out', file!)], { cwd: folder, encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(JSON.parse(run.stdout)).toEqual([
      '# Hello\n\n- [x] *all*\n\n| a |\n| --- |\n| b |\n',
      expect.stringContaining('<h1>Hello</h1>'),
      'Hello\n\nall\n\na\nb\n',
      'undefined',
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
