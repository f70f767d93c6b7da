// Attachments over REST (protocol H1 to H4): named by their SHA-256, known by their bytes, served so that
// nothing in them can run.
import { readdirSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { SNIFFED_BYTES, sniffImage } from '../../contracts/image-types.ts'
import { KEPT, LIES, png, sha256Of, SVG_WITH_SCRIPT } from '../support/images.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const LIMIT = 100_000

let relay: TestRelay
beforeAll(async () => {
  relay = await TestRelay.start({ env: { LIGATURE_MAX_ATTACHMENT_BYTES: String(LIMIT) } })
})
afterAll(() => relay.dispose())

const addressOf = (bytes: Uint8Array): string => relay.url + attachmentPath(sha256Of(bytes))
const put = (bytes: Uint8Array, headers: Record<string, string> = {}, url = addressOf(bytes)): Promise<Response> =>
  fetch(url, { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer>, headers })
const codeOf = async (answer: Response): Promise<unknown> => {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json\b/)
  return { status: answer.status, code: ((await answer.json()) as { code: string }).code }
}
const incoming = (): string[] => readdirSync(join(relay.data, 'attachments', 'incoming'))

test.each(Object.entries(KEPT))(
  'H1: %s is kept, told by its bytes whatever is said of it, and comes back the same',
  async (type, bytes) => {
    const first = await put(bytes, { 'content-type': 'text/html' })
    expect([first.status, await first.json()]).toEqual([201, { sha256: sha256Of(bytes), type, size: bytes.byteLength }])
    const again = await put(bytes, { 'content-type': 'application/json' })
    expect(again.status).toBe(200)
    const read = await fetch(addressOf(bytes))
    expect(read.headers.get('content-type')).toBe(type)
    expect(Buffer.from(await read.arrayBuffer())).toEqual(bytes)
  },
)

test.each(Object.entries(LIES))('H2: %s is no image, whatever type is claimed', async (_, bytes) => {
  for (const type of ['image/png', 'image/svg+xml', ''])
    expect(await codeOf(await put(bytes, type === '' ? {} : { 'content-type': type }))).toEqual({
      status: 415,
      code: 'not-an-image',
    })
  expect((await fetch(addressOf(bytes))).status).toBe(404)
  expect(incoming()).toEqual([])
})

test('H2: an image is told by few bytes, and by those alone', () => {
  for (const [type, bytes] of Object.entries(KEPT)) expect(sniffImage(bytes.subarray(0, SNIFFED_BYTES))).toBe(type)
  expect(sniffImage(Buffer.from(SVG_WITH_SCRIPT))).toBeUndefined()
})

test('H1: bytes that are not what the address says are refused, and leave nothing', async () => {
  const [red, blue] = [png(2, 2, [255, 0, 0]), png(2, 2, [0, 0, 255])]
  expect(await codeOf(await put(blue, {}, addressOf(red)))).toEqual({ status: 422, code: 'hash-mismatch' })
  expect((await fetch(addressOf(red))).status).toBe(404)
  expect((await fetch(addressOf(blue))).status).toBe(404)
  expect(incoming()).toEqual([])
})

test('H1: a kept image that was damaged on the disk is mended by whoever brings it again', async () => {
  const bytes = png(2, 2, [7, 7, 7])
  const sha256 = sha256Of(bytes)
  expect((await put(bytes)).status).toBe(201)
  for (const damage of ['', 'no image']) {
    writeFileSync(join(relay.data, 'attachments', sha256.slice(0, 2), sha256), damage)
    expect((await fetch(addressOf(bytes))).status).toBe(500)
    expect((await put(bytes)).status).toBe(201)
    expect(Buffer.from(await (await fetch(addressOf(bytes))).arrayBuffer())).toEqual(bytes)
  }
})

test('H3: one byte over the limit is refused, the limit itself is not', async () => {
  const empty = png(1, 1, [1, 2, 3], 1).byteLength - 1
  const fits = png(1, 1, [1, 2, 3], LIMIT - empty)
  const over = png(1, 1, [1, 2, 3], LIMIT - empty + 1)
  expect([fits.byteLength, over.byteLength]).toEqual([LIMIT, LIMIT + 1])
  expect((await put(fits)).status).toBe(201)
  const refused = await put(over)
  expect(await refused.clone().json()).toMatchObject({ limitBytes: LIMIT })
  expect(await codeOf(refused)).toEqual({ status: 413, code: 'too-large' })
  expect((await fetch(addressOf(over))).status).toBe(404)
})

test('H3: a sender who names no length is cut off at the limit, and reads why', async () => {
  const { status, sent } = await streamed(addressOf(png(9, 9, [9, 9, 9])), png(9, 9, [9, 9, 9]), 50 * LIMIT)
  expect(status).toBe(413)
  expect(sent).toBeLessThan(50 * LIMIT)
  expect(incoming()).toEqual([])
})

test('H3: who is refused by the first bytes and goes on sending for ever is cut off', { timeout: 15_000 }, async () => {
  const { status, cut } = await streamed(addressOf(Buffer.from('x')), Buffer.from('<svg '.repeat(20)), Infinity)
  expect([status, cut]).toEqual([415, true])
})

test('H1: a sender who breaks off leaves nothing', async () => {
  const bytes = png(3, 3, [1, 1, 1], 50_000)
  const outgoing = request(addressOf(bytes), { method: 'PUT', headers: { 'content-length': bytes.byteLength } })
  outgoing.on('error', () => undefined)
  outgoing.write(bytes.subarray(0, 30_000))
  await until('the half of it to come in', () => incoming().length === 1)
  outgoing.destroy()
  await until('it to be let go', () => incoming().length === 0)
  expect((await fetch(addressOf(bytes))).status).toBe(404)
  expect((await put(bytes)).status).toBe(201)
})

test('H4: it is served for ever, and so that nothing in it runs', async () => {
  const bytes = png(4, 4, [4, 4, 4])
  await put(bytes)
  const etag = `"${sha256Of(bytes)}"`
  for (const method of ['GET', 'HEAD']) {
    const answer = await fetch(addressOf(bytes), { method })
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.byteLength),
      etag,
      'cache-control': 'private, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-disposition': `inline; filename="${sha256Of(bytes).slice(0, 12)}.png"`,
    })
    expect((await answer.arrayBuffer()).byteLength).toBe(method === 'GET' ? bytes.byteLength : 0)
    const known = await fetch(addressOf(bytes), { method, headers: { 'if-none-match': `W/"other", ${etag}` } })
    expect([known.status, await known.text()]).toEqual([304, ''])
  }
})

test('A2: the desktop’s pages may send and show images, other sites may not', async () => {
  const bytes = png(5, 5, [5, 5, 5])
  const ours = await put(bytes, { origin: 'app://ligature' })
  expect([ours.status, ours.headers.get('access-control-allow-origin')]).toEqual([201, 'app://ligature'])
  const asked = await fetch(addressOf(bytes), {
    method: 'OPTIONS',
    headers: { origin: 'app://ligature', 'access-control-request-method': 'PUT' },
  })
  expect(asked.headers.get('access-control-allow-methods')).toContain('PUT')
  for (const method of ['GET', 'HEAD', 'PUT'])
    expect((await fetch(addressOf(bytes), { method, headers: { origin: 'https://evil.example' } })).status).toBe(403)
})

test.each(['x', 'A'.repeat(64), '0'.repeat(63), '0'.repeat(65), '..%2f..%2fligature.db', `${'0'.repeat(63)}%00`])(
  'H1: %s names no attachment',
  async (name) => {
    for (const method of ['GET', 'PUT']) {
      const answer = await fetch(`${relay.url}/api/v1/attachments/${name}`, { method })
      expect(await codeOf(answer)).toEqual({ status: 400, code: 'bad-request' })
    }
  },
)

test('H1: an attachment cannot be changed or deleted by anybody', async () => {
  for (const method of ['POST', 'PATCH', 'DELETE']) {
    const answer = await fetch(addressOf(KEPT['image/png']!), { method })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(['GET', 'HEAD', 'PUT'])
  }
})

test('R1: what was answered is there after SIGKILL', async () => {
  const bytes = png(6, 6, [6, 6, 6], 60_000)
  expect((await put(bytes)).status).toBe(201)
  await relay.kill()
  await relay.start()
  expect(Buffer.from(await (await fetch(addressOf(bytes))).arrayBuffer())).toEqual(bytes)
})

/** Sends `start` and then noise, up to `most` bytes, without naming a length, until it is answered and then cut off. */
async function streamed(
  url: string,
  start: Buffer,
  most: number,
): Promise<{ status: number; sent: number; cut: boolean }> {
  return await new Promise((resolve) => {
    let status = 0
    let sent = 0
    const outgoing = request(url, { method: 'PUT', agent: new Agent({ keepAlive: true }) }, (incomingAnswer) => {
      status = incomingAnswer.statusCode ?? 0
      incomingAnswer.resume()
      if (most !== Infinity) done(false)
    })
    const done = (cut: boolean): void => {
      clearInterval(timer)
      resolve({ status, sent, cut })
      outgoing.destroy()
    }
    outgoing.on('error', () => undefined)
    outgoing.on('close', () => done(true))
    outgoing.write(start)
    const timer = setInterval(() => {
      if (sent >= most) outgoing.end()
      else if (!outgoing.writableNeedDrain) outgoing.write(Buffer.alloc(16_000, 'noise'))
      sent += 16_000
    }, 5)
  })
}
