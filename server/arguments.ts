// What all commands do with their arguments. Used by commands.ts and access/token-arguments.ts.
import { parseArgs } from 'node:util'
import { type DocumentId, parseDocumentId } from '../contracts/ids.ts'
import { CannotStart, messageOf } from './errors.ts'

/** Throws CannotStart for an option that is not among these, beside --help and --version. */
export function optionsOf(
  command: string,
  args: readonly string[],
  options: Readonly<
    Record<string, { readonly type: 'string' } | { readonly type: 'boolean'; readonly default: boolean }>
  >,
): Readonly<Record<string, unknown>> {
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } },
    }).values
  } catch (error) {
    throw new CannotStart(`${command}: ${messageOf(error)}; see ${command} --help.`)
  }
}

/** Undefined when it is to do its work. */
export function askedAbout<Name extends string>(
  of: Name,
  { help, version }: Readonly<Record<string, unknown>>,
): { readonly kind: 'help'; readonly of: Name } | { readonly kind: 'version' } | undefined {
  if (help === true) return { kind: 'help', of }
  return version === true ? { kind: 'version' } : undefined
}

/** Throws CannotStart for what is none. */
export function idIn(text: string): DocumentId {
  const id = parseDocumentId(text)
  if (id === undefined)
    throw new CannotStart(`"${text}" is no document id: those have 1 to 64 letters, digits, "-" or "_".`)
  return id
}
