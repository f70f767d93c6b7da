// A document becomes a file, and a file a document. For the system's menu (desktop-commands.ts) and whoever lists commands.
// The conversions are loaded when they are first asked for: most visits need none.
import { useMemo } from 'react'
import type * as Y from 'yjs'
import type { FileKind, FileRead, FileSaved } from '../../../contracts/desktop.ts'
import { TEXT_FIELD } from '../../../document/schema.ts'
import { newDocumentId } from '../../api/new-document-id.ts'
import { openDocument } from '../../collab/open-document.ts'
import { notify } from '../../ui/toasts.tsx'
import { locale, t } from '../../words/words.ts'
import { documentPath, go } from '../route.ts'
import { type Services, useServices } from '../services.ts'

export interface FileCommands {
  /** The person chooses a Markdown file, and it becomes a new document. */
  readonly openFile: () => Promise<void>
  readonly save: (doc: Y.Doc, title: string, kind: FileKind) => Promise<void>
  /** Null in the browser: its print dialog does it. */
  readonly savePdf: ((title: string) => Promise<void>) | null
  readonly print: () => Promise<void>
}

export function useFileCommands(): FileCommands {
  const services = useServices()
  return useMemo(() => {
    const { platform } = services
    const { desktop } = platform
    return {
      openFile: async () => await importFile(services, await platform.openFile()),
      save: async (doc, title, kind) => {
        const file = { name: title, kind, text: await textOf(doc, title, kind) }
        sayHowItWent(await platform.saveFile(file))
      },
      savePdf: desktop === null ? null : async (title) => sayHowItWent(await desktop.savePdf(title)),
      print: () => platform.print(),
    }
  }, [services])
}

/** Resolves when the text is in the local copy and on the screen. */
export async function importFile(services: Services, read: FileRead): Promise<void> {
  switch (read.is) {
    case 'none':
      return
    case 'refused':
      notify({ text: t(`desktop.file.${read.why}`, { name: read.name }) })
      return
    case 'file': {
      const { relay, relayIdentity, dialer, documents } = services
      const [{ fromMarkdown }, { writeDocument }] = await Promise.all([
        import('../../../document/markdown/from-markdown.ts'),
        import('../../../document/fragment.ts'),
      ])
      const id = newDocumentId()
      const open = openDocument({ relay, relayIdentity, dialer, document: id, createdHere: true, user: null })
      try {
        writeDocument(open.doc.getXmlFragment(TEXT_FIELD), fromMarkdown(read.text))
      } finally {
        await open.close()
      }
      await documents.create(id, read.name)
      go(documentPath(id))
    }
  }
}

async function textOf(doc: Y.Doc, title: string, kind: FileKind): Promise<string> {
  const { documentFromFragment } = await import('../../../document/fragment.ts')
  const source = documentFromFragment(doc.getXmlFragment(TEXT_FIELD))
  switch (kind) {
    case 'md':
      return (await import('../../../document/markdown/to-markdown.ts')).toMarkdown(source)
    case 'txt':
      return (await import('../../../document/text.ts')).toText(source)
    case 'html':
      return page((await import('../../../document/html.ts')).toHtml(source), title)
  }
}

/** A whole page around the document's blocks. No styles: it is for other programs. */
function page(blocks: string, title: string): string {
  const escaped = title.replace(/[&<>]/g, (sign) => `&#${sign.codePointAt(0)};`)
  return `<!doctype html>\n<html lang="${locale()}">\n<head>\n<meta charset="utf-8">\n<title>${escaped}</title>\n</head>\n<body>\n${blocks}</body>\n</html>\n`
}

function sayHowItWent(saved: FileSaved): void {
  if (saved.is === 'saved') notify({ text: t('desktop.file.saved', { name: saved.name }) })
  if (saved.is === 'failed') notify({ text: t('desktop.file.not-saved', { why: saved.why }) })
}
