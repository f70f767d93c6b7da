// Stands in for `utilityProcess`: a real child process on plain Node, with the real built relay in it.
import { fork } from 'node:child_process'
import { TEST_ORIGIN } from './origin.ts'
import { models, onlyOptions, strict, unmodelled } from './strict.ts'
import { tell } from './to-the-test.ts'

interface Options {
  readonly env: NodeJS.ProcessEnv
  readonly stdio: string
}

const model = {
  fork(program: string, args: readonly string[], options: Options) {
    onlyOptions('utilityProcess.fork', options, ['serviceName', 'stdio', 'env'])
    if (options.stdio !== 'pipe') unmodelled(`utilityProcess.fork with stdio ${options.stdio}`)
    const child = fork(program, args, {
      execArgv: [],
      silent: true,
      // The relay knows app://ligature by itself; the https origin that stands for it here must be said.
      env: { ...options.env, LIGATURE_ORIGINS: TEST_ORIGIN },
    })
    if (child.pid !== undefined) tell({ is: 'relay', pid: child.pid, secret: options.env['LIGATURE_SECRET'] ?? '' })
    return strict('UtilityProcess', {
      pid: child.pid,
      stdout: child.stdout,
      stderr: child.stderr,
      kill: () => child.kill(),
      once(name: string, listener: (code: number) => void) {
        if (name !== 'exit') unmodelled(`the event ${name} of UtilityProcess`)
        child.once('exit', (code) => listener(code ?? 1))
      },
    })
  },
}
models('typeof UtilityProcess', model)
export const utilityProcess = strict('utilityProcess', model)
