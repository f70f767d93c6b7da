// The compose files: what stands there is what docs/operating.md promises, with settings that there are. No Docker runs them here;
// docker.test.ts runs the relay of the image.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from '../../scripts/root.ts'
import { readConfig, SETTINGS } from '../../server/config.ts'
import { environmentIn, readDockerfile } from '../support/packaging/dockerfile.ts'

/** A relay is cut off so long after it has drained. */
const SHUTDOWN_S = 10
const image = readDockerfile(join(ROOT, 'Dockerfile')).at(-1)!

interface Service {
  readonly image?: string
  readonly build?: string
  readonly user?: string
  readonly ports?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly networks?: readonly string[]
  readonly healthcheck?: object
  readonly read_only?: boolean
  readonly restart?: string
  readonly cap_add?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly stop_grace_period?: string
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean } | null>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const textOf = (name: string): string => readFileSync(join(ROOT, name), 'utf8')
const composeOf = (name: string): Compose => parse(textOf(name), { merge: true }) as Compose
const FILES = ['docker-compose.yml', 'docker-compose.single.yml'] as const
const isRelay = ({ build }: Service): boolean => build !== undefined

/** As Docker fills in `${NAME:-else}` and `${NAME:?why}`. */
function filledIn(
  environment: Service['environment'],
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const fill = (text: string): string =>
    text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind: string | undefined, otherwise: string) => {
      const value = given[name] ?? ''
      if (value !== '') return value
      if (kind === '?') throw new Error(`${name}: ${otherwise}`)
      return kind === '-' ? otherwise : ''
    })
  return Object.fromEntries(Object.entries(environment ?? {}).map(([name, value]) => [name, fill(value)]))
}

describe.each(FILES)('%s', (name) => {
  const compose = composeOf(name)
  const services = Object.entries(compose.services)

  test.each(services)('%s may change nothing but its volumes, has no rights, and comes back', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: 'unless-stopped',
    })
    expect(service.cap_add ?? []).toEqual(service.image?.startsWith('caddy') === true ? ['NET_BIND_SERVICE'] : [])
    // By a tag, from where Docker looks by itself.
    expect(service.image).toMatch(isRelay(service) ? /^ligature-relay(-\d)?$/ : /^[a-z]+:\d+$/)
    if (!isRelay(service)) expect(service.healthcheck).toBeDefined()
    for (const volume of service.volumes ?? [])
      if (!volume.startsWith('./')) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0])
  })

  test('builds no two images of one name, which Docker does at once', () => {
    const built = services.filter(([, service]) => isRelay(service)).map(([, { image }]) => image)
    expect(new Set(built).size).toBe(built.length)
  })

  test('gives relays settings that there are, with which they start, and time to end', () => {
    const relays = services.filter(([, service]) => isRelay(service))
    expect(relays.length).toBe(name === 'docker-compose.yml' ? 2 : 1)
    for (const [, { environment, stop_grace_period: grace }] of relays) {
      for (const setting of Object.keys(environment ?? {})) expect(SETTINGS.map((one) => one.name)).toContain(setting)
      const given = { SITE: 'write.example.org', POSTGRES_PASSWORD: 'abc123' }
      const config = readConfig({ ...environmentIn(image), ...filledIn(environment, given) })
      expect(Number.parseInt(grace ?? '', 10)).toBeGreaterThan(config.drainSeconds + SHUTDOWN_S)
    }
  })
})

describe('docker-compose.yml', () => {
  const { services, networks } = composeOf('docker-compose.yml')
  const namesIn = (text: string): string[] => [...new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!))]

  test('only the proxy can be reached, and it reaches only the relays', () => {
    expect(
      Object.entries(services)
        .filter(([, { ports }]) => ports !== undefined)
        .map(([name]) => name),
    ).toEqual(['caddy'])
    for (const [name, { networks: own = [] }] of Object.entries(services)) {
      expect(own.length, name).toBeGreaterThan(0)
      if (name !== 'caddy')
        for (const network of own) expect(networks?.[network]?.internal, `${name} in ${network}`).toBe(true)
    }
    const shares = (network: string): string[] =>
      Object.entries(services)
        .filter(([, service]) => service.networks?.includes(network))
        .map(([name]) => name)
    expect(shares('front')).toEqual(['caddy', 'relay-1', 'relay-2'])
    expect(shares('back')).toEqual(['relay-1', 'relay-2', 'postgres', 'redis'])
    for (const name of ['postgres', 'redis']) expect(services[name]?.user, name).toBe(name)
  })

  test('starts with no password that stands here: each is asked for, and .env.example names it and has none', () => {
    const example = textOf('.env.example')
    const asked = namesIn(textOf('docker-compose.yml'))
    const named = [...example.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!] as const)
    expect(named.map(([name]) => name).toSorted()).toEqual(asked.toSorted())
    for (const [name, value] of named) {
      expect(value, name).toMatch(/^('')?$/)
      expect(textOf('docker-compose.yml'), name).toContain(`\${${name}:?`)
    }
    expect(textOf('.gitignore').split('\n')).toContain('.env')
    expect(() => filledIn(services['relay-1']?.environment, {})).toThrow('copy .env.example to .env')
  })

  test('the proxy asks for a password, and asks each relay, by a name that it knows, whether it is ready', () => {
    const caddyfile = textOf('resources/compose/Caddyfile')
    const relays = Object.keys(services).filter((name) => isRelay(services[name]!))
    const port = SETTINGS.find(({ name }) => name === 'LIGATURE_PORT')?.standard
    expect(caddyfile).toContain(`reverse_proxy ${relays.map((name) => `${name}:${port}`).join(' ')} {`)
    expect(caddyfile).toMatch(/basic_auth \{\n\s+\{\$PROXY_USER\} \{\$PROXY_PASSWORD_HASH\}\n/)
    expect(caddyfile).toMatch(/health_uri \/readyz/)
    expect(caddyfile).toMatch(/health_headers \{[^}]*Host \{\$SITE\}/)
    const given = [...caddyfile.matchAll(/\{\$(\w+)\}/g)].map(([, name]) => name!)
    expect(Object.keys(services['caddy']?.environment ?? {}).toSorted()).toEqual([...new Set(given)].toSorted())
    // It looks more often than a relay is not ready before it sends people away.
    const everyS = Number(/health_interval (\d+)s/.exec(caddyfile)?.[1])
    expect(Number(services['relay-1']?.environment?.['LIGATURE_DRAIN_SECONDS'])).toBeGreaterThanOrEqual(2 * everyS)
  })
})

test('docker-compose.single.yml: nobody but this computer reaches it', () => {
  const [service] = Object.values(composeOf('docker-compose.single.yml').services)
  expect(service?.ports).toEqual(['127.0.0.1:4455:4455'])
  expect(service?.volumes).toEqual([`documents:${environmentIn(image)['LIGATURE_DATA']}`])
})
