// What was asked of a script: called by scripts whose arguments a person types.
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** An argument that nobody takes: it would have been meant to change something. run.mjs ends with the code, as the relay's commands do. */
export class WrongArguments extends Error {
  readonly exitCode = 2

  /** `script` as npm knows it, with `run` where that is needed. */
  constructor(script: string, problem: string, options?: ErrorOptions) {
    super(`${problem}; npm ${script} -- --help tells what it takes.`, options)
  }
}

/** Throws WrongArguments. */
export function optionsOf<Options extends NonNullable<ParseArgsConfig['options']>>(
  script: string,
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new WrongArguments(script, (error as Error).message, { cause: error })
  }
}
