// `npm run icons`: everything that shows the app's icon, out of resources/icon.svg. Run after drawing; the results are kept in
// git, because a build machine need not have the Chromium that draws them.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { CHROMIUM_FLAGS } from './chromium-flags.ts'
import { ROOT } from './root.ts'
import { say } from './terminal.ts'
import { chromiumPath } from './tools.ts'

const RESOURCES = join(ROOT, 'resources')
/** Of the freedesktop icon theme. */
const LINUX_SIZES = [16, 32, 48, 64, 128, 256, 512]
/** What Windows looks for; 256 is the largest an .ico can name. */
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]
/** Apple's four letters for a PNG of each size; the ones for twice the pixels have a name of their own. */
const ICNS_TYPES = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const

export async function run(): Promise<number> {
  const svg = await readFile(join(RESOURCES, 'icon.svg'), 'utf8')
  const sizes = [...new Set([...LINUX_SIZES, ...ICO_SIZES, ...ICNS_TYPES.map(([, size]) => size)])]
  const drawn = await draw(svg, sizes)
  const png = (size: number): Buffer => {
    const bytes = drawn.get(size)
    if (bytes === undefined) throw new Error(`no icon of ${size} pixels was drawn`)
    return bytes
  }
  await mkdir(join(RESOURCES, 'icons'), { recursive: true })
  for (const size of LINUX_SIZES) await writeFile(join(RESOURCES, 'icons', `${size}x${size}.png`), png(size))
  await writeFile(join(RESOURCES, 'icon.png'), png(1024))
  await writeFile(join(RESOURCES, 'icon.ico'), ico(ICO_SIZES.map((size) => [size, png(size)])))
  await writeFile(join(RESOURCES, 'icon.icns'), icns(ICNS_TYPES.map(([type, size]) => [type, png(size)])))
  await writeFile(join(ROOT, 'renderer', 'public', 'icon.svg'), svg)
  say(`Drew the icon in ${sizes.length} sizes.`)
  return 0
}

async function draw(svg: string, sizes: readonly number[]): Promise<Map<number, Buffer>> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] })
  try {
    const page = await browser.newPage()
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`)
    const drawn = new Map<number, Buffer>()
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size })
      drawn.set(size, await page.screenshot({ omitBackground: true }))
    }
    return drawn
  } finally {
    await browser.close()
  }
}

/** Windows' icon file: a directory of 16 bytes an image, then the images, which may be PNG. */
function ico(images: readonly (readonly [size: number, png: Buffer])[]): Buffer {
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  images.forEach(([size, png], at) => {
    const entry = 6 + 16 * at
    // 0 stands for 256.
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += png.length
  })
  return Buffer.concat([head, ...images.map(([, png]) => png)])
}

/** Apple's icon file: "icns", the whole length, then type, length and PNG of each image. */
function icns(images: readonly (readonly [type: string, png: Buffer])[]): Buffer {
  const blocks = images.flatMap(([type, png]) => {
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(png.length + 8, 4)
    return [head, png]
  })
  const body = Buffer.concat(blocks)
  const head = Buffer.alloc(8)
  head.write('icns', 'latin1')
  head.writeUInt32BE(body.length + 8, 4)
  return Buffer.concat([head, body])
}
