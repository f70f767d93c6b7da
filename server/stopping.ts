// Ends the relay when it is told to, by a signal or because whoever started it is gone. Called by main.ts.
import type { Config } from './config.ts'
import type { Log } from './log.ts'

/** A shutdown that takes longer than this, once it drains no more, is cut off; everything acknowledged is on disk anyway. */
const SHUTDOWN_MS = 10_000

export function stopWhenTold(
  { parentPid, drainSeconds }: Pick<Config, 'parentPid' | 'drainSeconds'>,
  log: Log,
  close: () => Promise<void>,
): void {
  let stopping = false
  const stop = (why: string): void => {
    if (stopping) return
    stopping = true
    log.info({ why }, 'stopping')
    setTimeout(() => process.exit(1), drainSeconds * 1_000 + SHUTDOWN_MS).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  process.on('disconnect', () => stop('parent disconnected'))
  if (parentPid === 0) return
  // By its id, because who died while this process was still starting was never seen as its parent, and on Electron it is
  // not; and by the system's word, because the dead keep their id until somebody has asked after them.
  const { ppid } = process
  setInterval(() => (isAlive(parentPid) && process.ppid === ppid) || stop('parent gone'), 500).unref()
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
