// Programs the tests need that npm does not bring: where they are, and what they are called by apt and brew.
// pretest.ts installs what is missing; playwright.config.ts and the tests take their paths from here.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Tool {
  readonly name: string
  /** An environment variable that names the program outright. */
  readonly variable: string
  /** Names to look for on PATH, and places outside it. */
  readonly programs: readonly string[]
  readonly apt: readonly string[]
  /** Absent where the tool does not exist on macOS. */
  readonly brew?: readonly string[]
}

const CHROMIUM: Tool = {
  name: 'Chromium',
  variable: 'CHROMIUM_PATH',
  programs: [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  apt: ['chromium', 'fonts-liberation'],
  brew: ['--cask', 'chromium'],
}

const REDIS: Tool = {
  name: 'redis-server',
  variable: 'REDIS_SERVER',
  programs: ['redis-server'],
  apt: ['redis-server'],
  brew: ['redis'],
}

const STRACE: Tool = { name: 'strace', variable: 'STRACE_PATH', programs: ['strace'], apt: ['strace'] }

/** What the tests need on this platform. strace exists on Linux alone, and the test that needs it runs there alone. */
export function neededTools(platform: NodeJS.Platform = process.platform): readonly Tool[] {
  return platform === 'linux' ? [CHROMIUM, REDIS, STRACE] : [CHROMIUM, REDIS]
}

/** The tool's program, or undefined. A variable that is set and wrong counts as missing rather than being passed over. */
export function findTool(tool: Tool, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env[tool.variable]
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return tool.programs
    .flatMap((program) => (program.startsWith('/') ? [program] : folders.map((folder) => join(folder, program))))
    .find(isProgram)
}

/** Path of Chromium; throws with the way out when there is none. */
export const chromiumPath = (): string => pathOf(CHROMIUM)
export const redisServerPath = (): string => pathOf(REDIS)
export const stracePath = (): string => pathOf(STRACE)

function pathOf(tool: Tool): string {
  const path = findTool(tool)
  if (path === undefined) {
    throw new Error(`${tool.name} was not found: run \`npm run pretest -- --yes\`, or set ${tool.variable} to its path`)
  }
  return path
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there or not executable: either way not a program.
    return false
  }
}
