// Runs before `npm test`: are Chromium, redis-server and strace here? As root, in CI or with --yes what is missing is
// installed; a person is shown the command instead, because installing software is theirs to decide.
import { runProgram } from './bins.ts'
import { complain, say, step } from './terminal.ts'
import { findTool, neededTools, type Tool } from './tools.ts'

const INSTALL_TIMEOUT_MS = 15 * 60_000

export async function run(args: readonly string[]): Promise<number> {
  const missing = missingTools()
  if (missing.length === 0) return 0
  const names = missing.map((tool) => tool.name).join(', ')
  const commands = installCommands(missing)
  if (commands === undefined) {
    complain(
      `The tests need ${names}: install them with this system's package manager, or name each by ${variables(missing)}.`,
    )
    return 1
  }
  if (!mayInstall(args)) {
    complain(`The tests need ${names}. Install with:\n`)
    say(`  ${commands.map((command) => command.join(' ')).join(' && ')}\n`)
    say('or let the project do it: npm run pretest -- --yes')
    return 1
  }
  for (const [program = '', ...rest] of commands) {
    const { code, output } = await step(`${program} ${rest.join(' ')}`, () =>
      runProgram(program, rest, {
        output: 'keep',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        timeoutMs: INSTALL_TIMEOUT_MS,
      }),
    )
    if (code !== 0) {
      complain(`That failed with ${code}:\n${output.trim()}`)
      return 1
    }
  }
  const still = missingTools()
  if (still.length > 0) complain(`Installed, and still not found: ${still.map((tool) => tool.name).join(', ')}.`)
  return still.length === 0 ? 0 : 1
}

function missingTools(): Tool[] {
  return neededTools().filter((tool) => findTool(tool) === undefined)
}

function mayInstall(args: readonly string[]): boolean {
  return args.includes('--yes') || process.env['CI'] === 'true' || process.getuid?.() === 0
}

/** What installs these tools here; undefined where neither apt-get nor brew is. */
function installCommands(tools: readonly Tool[]): string[][] | undefined {
  if (isOnPath('apt-get')) {
    const sudo = process.getuid?.() === 0 ? [] : ['sudo']
    return [
      [...sudo, 'apt-get', 'update'],
      [...sudo, 'apt-get', 'install', '--yes', '--no-install-recommends', ...tools.flatMap((tool) => tool.apt)],
    ]
  }
  if (isOnPath('brew'))
    return tools.flatMap((tool) => (tool.brew === undefined ? [] : [['brew', 'install', ...tool.brew]]))
  return undefined
}

function isOnPath(program: string): boolean {
  return findTool({ name: program, variable: '', programs: [program], apt: [] }) !== undefined
}

function variables(tools: readonly Tool[]): string {
  return tools.map((tool) => tool.variable).join(', ')
}
