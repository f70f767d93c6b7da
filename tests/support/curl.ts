// The part of curl that docs/recipes.md uses, for machines that have none. Run as a program by the recipes' test, under curl's name.
import { readFileSync, writeFileSync } from 'node:fs'

interface Asked {
  method?: string
  body?: Buffer
  /** `-G`: of the address, behind its question mark. */
  readonly query: string[]
  output?: string
  headersTo?: string
  written?: string
  retries: number
  url?: string
  readonly headers: [string, string][]
  fails: boolean
  /** Of what failed the answer is printed, too. */
  showsWhy: boolean
}

const WITH_VALUE = new Set(['-X', '-H', '-d', '--data-binary', '--data-urlencode', '-o', '-D', '-w', '--retry'])
const RETRY_MS = 1_000

function read(args: readonly string[]): Asked {
  const asked: Asked = { retries: 0, query: [], headers: [], fails: false, showsWhy: false }
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!
    if (!arg.startsWith('-')) asked.url = arg
    else if (WITH_VALUE.has(arg)) take(asked, arg, args[++at]!)
    else if (/^-[fsS]+$/.test(arg)) asked.fails ||= arg.includes('f')
    else if (arg === '--fail-with-body') asked.fails = asked.showsWhy = true
    else if (arg !== '--retry-connrefused' && arg !== '-G') throw new Error(`curl.ts does not know ${arg}`)
  }
  return asked
}

function take(asked: Asked, flag: string, value: string): void {
  if (flag === '-X') asked.method = value
  else if (flag === '-H') asked.headers.push([value.split(':')[0]!, value.replace(/^[^:]*:\s*/, '')])
  else if (flag === '-d') asked.body = Buffer.from(value)
  else if (flag === '--data-urlencode') {
    const [name, ...words] = value.split('=')
    asked.query.push(`${name}=${encodeURIComponent(words.join('='))}`)
  } else if (flag === '--data-binary')
    asked.body = value.startsWith('@') ? readFileSync(value === '@-' ? 0 : value.slice(1)) : Buffer.from(value)
  else if (flag === '-o') asked.output = value
  else if (flag === '-D') asked.headersTo = value
  else if (flag === '-w') asked.written = value
  else asked.retries = Number(value)
}

async function curl({
  method,
  body,
  output,
  headersTo,
  written,
  retries,
  url,
  query,
  headers,
  fails,
  showsWhy,
}: Asked): Promise<number> {
  for (let tried = 0; ; tried++) {
    try {
      const answer = await fetch(`${url}${query.length === 0 ? '' : `?${query.join('&')}`}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers,
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      })
      if (answer.status >= 500 && tried < retries) throw new Error(`status ${answer.status}`)
      const bytes = Buffer.from(await answer.arrayBuffer())
      if (fails && answer.status >= 400) {
        if (showsWhy) process.stdout.write(bytes)
        process.stderr.write(`curl: (22) The requested URL returned error: ${answer.status}\n`)
        return 22
      }
      if (headersTo !== undefined)
        process.stdout.write(`${[...answer.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
      if (output === undefined) process.stdout.write(bytes)
      else if (bytes.byteLength > 0 || answer.status === 200) writeFileSync(output, bytes)
      process.stdout.write((written ?? '').replace('%{http_code}', String(answer.status)))
      return 0
    } catch (error) {
      if (tried >= retries) {
        process.stderr.write(`curl: (7) ${String(error)}\n`)
        return 7
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}

process.exitCode = await curl(read(process.argv.slice(2)))
