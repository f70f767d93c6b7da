// Command-line tools of our own node_modules, started on this very Node rather than whatever `node` a shell finds.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.ts'

/** The JavaScript file behind a command of a package. Throws when the package or the command is not there. */
export function binOf(packageName: string, command = packageName): string {
  const folder = join(ROOT, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin?: string | Record<string, string>
  }
  const file = typeof bin === 'string' ? bin : bin?.[command]
  if (file === undefined) throw new Error(`the package ${packageName} has no command "${command}"`)
  return join(folder, file)
}

/** How a command ended. `output` is stdout and stderr as they came; empty when the terminal got them directly. */
export interface Ended {
  readonly code: number
  readonly output: string
}

export interface RunOptions {
  /** `keep` collects the output, `show` hands it to the terminal as it comes. */
  readonly output: 'keep' | 'show'
  readonly env?: NodeJS.ProcessEnv
  /** Killed after this long, with code 124 as by timeout(1). */
  readonly timeoutMs?: number
}

/** Runs a program in the project's folder until it ends. A program that is not there ends with 127, as in a shell. */
export function runProgram(file: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>()
  const child = spawn(file, args, {
    cwd: ROOT,
    env: options.env ?? process.env,
    stdio: options.output === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (text: string): void => {
    output += text
  }
  child.stdout?.setEncoding('utf8').on('data', collect)
  child.stderr?.setEncoding('utf8').on('data', collect)
  let late = false
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          late = true
          child.kill('SIGKILL')
        }, options.timeoutMs)
  const end = (code: number): void => {
    clearTimeout(timer)
    resolve({ code: late ? 124 : code, output })
  }
  child.once('error', (error) => {
    collect(`${error.message}\n`)
    end(127)
  })
  child.once('close', (code) => end(code ?? 1))
  return promise
}

/** Runs a command of one of our packages. */
export function runBin(bin: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  return runProgram(process.execPath, [bin, ...args], options)
}
