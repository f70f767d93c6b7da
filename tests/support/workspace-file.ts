// Whole workspaces as files: taken from a relay, looked at and changed by hand, and brought into another. Used by the stories about
// protocol W.
import { createHash } from 'node:crypto'
import type { Problem } from '../../contracts/errors.ts'
import { type Imported, WORKSPACE_LINES, WORKSPACE_ROUTES, type WorkspaceLine } from '../../contracts/workspace.ts'
import type { Reachable } from './relay-address.ts'

/** The lines of a whole export, each as its schema says. */
export async function exported(relay: Reachable): Promise<readonly WorkspaceLine[]> {
  const response = await fetch(relay.url + WORKSPACE_ROUTES.export.path)
  if (!response.ok) throw new Error(`the export was answered ${response.status}: ${await response.text()}`)
  return linesIn(await response.text())
}

export function linesIn(text: string): readonly WorkspaceLine[] {
  const lines = text.split('\n')
  if (lines.pop() !== '') throw new Error('the last line has no end')
  return lines.map((line) => {
    const said = JSON.parse(line) as WorkspaceLine
    return WORKSPACE_LINES[said.kind].parse(said)
  })
}

/** What two exports of the same have in common: all but the first line and the last. */
export const contentOf = (lines: readonly WorkspaceLine[]): readonly WorkspaceLine[] =>
  lines.filter(({ kind }) => kind !== 'header' && kind !== 'end')

/** A whole file of these lines, between a header and an end that are right for them. */
export function fileOf(content: readonly object[]): string {
  const count = (kind: string): number => content.filter((line) => 'kind' in line && line.kind === kind).length
  const found = { documents: count('document'), attachments: count('attachment'), damaged: count('damaged') }
  const header = {
    kind: 'header',
    format: 'ligature-workspace',
    version: 1,
    schemaVersion: 1,
    at: '2026-11-29T06:00:00.000Z',
    documents: found.documents,
    attachments: found.attachments,
    bytes: 1,
  }
  const text = [header, ...content].map((line) => `${JSON.stringify(line)}\n`).join('')
  return `${text}${JSON.stringify({ kind: 'end', ...found, sha256: createHash('sha256').update(text).digest('hex') })}\n`
}

export type ImportAnswer =
  | { readonly status: 200; readonly imported: Imported }
  | { readonly status: number; readonly problem: Problem }

export async function importInto(relay: Reachable, file: BodyInit, query = ''): Promise<ImportAnswer> {
  const response = await fetch(`${relay.url}${WORKSPACE_ROUTES.import.path}${query}`, {
    method: 'POST',
    body: file,
    duplex: 'half',
  } as RequestInit)
  const said: unknown = await response.json()
  return response.status === 200
    ? { status: 200, imported: WORKSPACE_ROUTES.import.schema.response[200].parse(said) }
    : { status: response.status, problem: said as Problem }
}

/** What was answered to one that came in. */
export async function broughtInto(relay: Reachable, file: BodyInit): Promise<Imported> {
  const answer = await importInto(relay, file)
  if (!('imported' in answer)) throw new Error(`nothing came in: ${JSON.stringify(answer.problem)}`)
  return answer.imported
}
