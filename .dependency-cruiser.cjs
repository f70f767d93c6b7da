// Who may import whom. An allow-list: an import that is not written here is an error, so a new road between two folders
// is a decision that shows in a diff. `npm run layers` checks it.
const may = (from, ...to) => ({ from: { path: from }, to: { path: to } })

const CORE = { dependencyTypes: ['core'] }
const forbidden = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  allowedSeverity: 'error',
  allowed: [
    may('^contracts/', '^contracts/'),
    may('^document/', '^(document|contracts)/'),

    // server: transport -> session -> room -> ports. Only main.ts meets the adapters.
    may(
      '^server/transport/',
      '^server/(transport|errors|log|unfinished)',
      '^server/session/socket\\.ts$',
      '^contracts/',
    ),
    may(
      '^server/session/',
      '^server/(session|room|presence|access|errors|log|clock)',
      '^server/(store/store|bus/bus)\\.ts$',
      '^contracts/',
    ),
    may('^server/room/', '^server/(room|errors|log|clock)', '^server/(store/store|bus/bus)\\.ts$', '^contracts/'),
    may(
      '^server/events/',
      '^server/(events|access|errors|log|clock)',
      '^server/(store/store|bus/bus)\\.ts$',
      '^contracts/',
    ),
    may(
      '^server/(store|bus|cache|presence|access|jobs|observe)/',
      '^server/($1|errors|log|clock)',
      '^server/(store/store|bus/bus)\\.ts$',
      '^(contracts|document)/',
    ),
    // What the port knows of a read is what is counted.
    may('^server/observe/', '^server/cache/cache\\.ts$'),
    may('^server/(bus|cache)/redis[a-z-]*\\.ts$', '^server/redis-connection\\.ts$'),
    may('^server/redis-connection\\.ts$', '^server/clock\\.ts$'),
    // Jobs fold what a room holds, with the same index.
    may('^server/jobs/', '^server/room/', '^server/store/(inspection|tables|workspace)\\.ts$'),
    may(
      '^server/http/',
      '^server/(http|documents|folders|events|access|presence|session|room|jobs|observe|errors|log|unfinished)',
      '^server/(store/store|bus/bus)\\.ts$',
      '^(contracts|document)/',
    ),
    may('^server/(main|config|relay|sync)\\.ts$', '^server/', '^contracts/'),
    // The shape of what is watched.
    may('^server/relay\\.ts$', '^document/comments\\.ts$'),
    may('^server/[a-z-]+\\.ts$', '^server/(config|errors|log)', '^contracts/'),
    // What a token command can be asked to do is said where it is done.
    may('^server/commands\\.ts$', '^server/access/token-(arguments|command)\\.ts$'),
    may('^server/(commands|access/token-arguments)\\.ts$', '^server/arguments\\.ts$'),
    may('^server/(documents|folders)\\.ts$', '^server/access/access\\.ts$', '^server/store/store\\.ts$'),
    may('^server/documents\\.ts$', '^server/folders\\.ts$'),

    // electron: two programs that share only contracts; the relay is forked as a built file.
    may('^electron/main/', '^electron/main/', '^contracts/'),
    may('^electron/preload/', '^electron/preload/', '^contracts/'),

    // renderer: app -> editor, api, collab -> platform, ui.
    may('^renderer/(main|app/)', '^renderer/', '^(contracts|document)/'),
    may('^renderer/editor/', '^renderer/(editor|ui|api|words)/', '^(contracts|document)/'),
    may('^renderer/collab/', '^renderer/(collab|api)/', '^(contracts|document)/'),
    may('^renderer/(api|platform|ui)/', '^renderer/$1/', '^renderer/platform/', '^contracts/'),
    may('^renderer/ui/', '^renderer/words/'),
    may('^renderer/words/', '^renderer/words/'),

    // What stands around the product may look at all of it.
    may('^(tests|bench|scripts)/', '^(tests|bench|scripts|contracts|document|server|electron|renderer)/'),
    may('^[a-z.-]+\\.config\\.ts$', '^(scripts|renderer)/'),

    // Packages.
    { from: { path: '^(server|electron|tests|bench|scripts|[a-z.-]+\\.config\\.ts)' }, to: CORE },
    may('^contracts/', 'node_modules/zod/'),
    // docs/decisions/0002: the wire codec is shared by relay and client and is written with lib0.
    may('^contracts/wire\\.ts$', 'node_modules/lib0/(encoding|decoding)'),
    may('^(document|server|electron|renderer|tests|bench|scripts)/', 'node_modules/'),
    may('^[a-z.-]+\\.config\\.ts$', 'node_modules/'),
  ],
  forbidden: [
    forbidden('no-cycles', 'Two files that need each other are one file, or lack a third.', {}, { circular: true }),
    forbidden(
      'adapters-only-in-main',
      'The relay knows ports; only server/main.ts knows products.',
      { path: '^server/', pathNot: '^server/(main\\.ts|store/|bus/|cache/|presence/)' },
      {
        path: '^server/(store/(sqlite|postgres|files)|bus/redis|cache/(memory|redis)|redis-connection)',
      },
    ),
    forbidden(
      'ioredis-behind-the-ports',
      'Redis is one adapter of a port.',
      { pathNot: '^(server/[a-z]+/redis|server/redis-connection|tests/|bench/)' },
      { path: 'node_modules/ioredis' },
    ),
    forbidden(
      'pg-behind-the-ports',
      'PostgreSQL is one adapter of a port.',
      { pathNot: '^(server/[a-z]+/postgres|tests/|bench/)' },
      { path: 'node_modules/pg/' },
    ),
    forbidden(
      'ws-behind-transport',
      'A session knows a Socket, not a WebSocket.',
      { pathNot: '^(server/transport/|tests/|bench/)' },
      { path: 'node_modules/ws/' },
    ),
    forbidden(
      'no-electron-outside',
      'The renderer and the relay run without Electron.',
      { pathNot: '^(electron/|tests/)' },
      { path: 'node_modules/electron/' },
    ),
    forbidden(
      'collab-without-react',
      'What keeps the text does not know how it is shown.',
      { path: '^renderer/collab/' },
      { path: 'node_modules/react' },
    ),
    forbidden(
      'screens-ask-services',
      'Whether REST, a stream or this computer answers is for renderer/api to know; what went wrong is for all.',
      { path: '^renderer/', pathNot: '^renderer/api/' },
      { path: '^renderer/api/(relay-(client|chunk|request)|load-|attachment-transfer|listing|known-rows|event-)' },
    ),
    forbidden(
      'document-is-pure',
      'The relay and the editor both use it.',
      { path: '^document/' },
      { path: 'node_modules/(react|ws|pg|ioredis|fastify)/' },
    ),
    forbidden('resolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    forbidden(
      'declared',
      'A package that package.json does not name, or the product using one that is not shipped.',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Programs of others, with a package.json of their own.
    exclude: '^bench/peers/',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
