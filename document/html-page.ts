// A document as one HTML file that stands alone: a title, the text, and as much style as makes it pleasant to read. For export.
import { escapedHtml, toHtml } from './html.ts'
import type { NodeJson } from './json.ts'

/**
 * `images`: address in the document → `data:` address, of images that travel inside the file. Nothing else of the document's
 * making may load or run: the page brings a policy that says so.
 */
export function htmlPage(title: string, document: NodeJson, images: ReadonlyMap<string, string>): string {
  const body = toHtml(document).replace(/(<img src=")([^"]*)"/g, (whole, before: string, src: string) => {
    // As toHtml wrote it: the address of an attachment has nothing to escape.
    const inside = images.get(src)
    return inside === undefined ? whole : `${before}${inside}"`
  })
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapedHtml(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
${body}</body>
</html>
`
}

const STYLE = `body { max-width: 720px; margin: 40px auto; padding: 0 16px; color: #26231f; background: #fff; font: 17px/1.6 Georgia, serif; overflow-wrap: break-word; }
h1, h2, h3, h4, h5, h6 { margin: 1.4em 0 0.4em; line-height: 1.25; }
img { max-width: 100%; }
pre { padding: 16px; overflow-x: auto; background: #f6f4f0; border-radius: 8px; }
code { font-size: 0.84em; }
blockquote { margin-inline: 0; padding-inline-start: 20px; border-inline-start: 2px solid #8d867c; }
table { border-collapse: collapse; }
th, td { padding: 4px 10px; border: 1px solid #cfc9c0; text-align: start; }`
