// One export or import of a whole workspace, from the click to its end. Used by workspace-dialog.tsx.
import { RelayFailed, RelayRefused, RelayUnreachable } from '../../api/relay-errors.ts'
import { type Exported, type Sink, WorkspaceService } from '../../api/workspace-service.ts'
import type { Problem, ProblemCode } from '../../../contracts/errors.ts'
import type { Imported } from '../../../contracts/workspace.ts'
import { locale, t } from '../../words/words.ts'

export type WorkspaceState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'running'; readonly name: string; readonly done: number; readonly total: number }
  | { readonly kind: 'exported'; readonly found: Exported }
  | { readonly kind: 'imported'; readonly found: Imported }
  | { readonly kind: 'called-off' }
  /** `isKnown`: that nothing came of it. */
  | { readonly kind: 'failed'; readonly why: string; readonly isKnown: boolean }

interface RunParts {
  readonly relay: string
  readonly signal: AbortSignal
  readonly shown: (state: WorkspaceState) => void
}

/** A place on the disk that takes a file bit by bit; not every browser has one. */
type SavePicker = (options: { readonly suggestedName: string }) => Promise<{ createWritable(): Promise<Sink> }>

const picker = (): SavePicker | undefined =>
  (globalThis as { readonly showSaveFilePicker?: SavePicker }).showSaveFilePicker?.bind(globalThis)

export const canPick = (): boolean => picker() !== undefined

/** Answers the last state; undefined when the person has chosen no place. */
export async function runExport({ relay, signal, shown }: RunParts): Promise<WorkspaceState | undefined> {
  const suggestedName = `ligature-${new Date().toISOString().slice(0, 10)}.ndjson`
  try {
    const place = await picker()!({ suggestedName })
    const sink = await place.createWritable()
    shown({ kind: 'running', name: '', done: 0, total: 0 })
    const found = await new WorkspaceService(relay).export(sink, signal, (done, total) =>
      shown({ kind: 'running', name: '', done, total }),
    )
    return { kind: 'exported', found }
  } catch (cause) {
    if (signal.aborted) return { kind: 'called-off' }
    if (cause instanceof DOMException && cause.name === 'AbortError') return undefined
    return { kind: 'failed', why: exportWhy(cause), isKnown: true }
  }
}

export async function runImport(file: File, { relay, signal, shown }: RunParts): Promise<WorkspaceState> {
  const { name } = file
  shown({ kind: 'running', name, done: 0, total: file.size })
  try {
    const found = await new WorkspaceService(relay).import(file, signal, (done, total) =>
      shown({ kind: 'running', name, done, total }),
    )
    return { kind: 'imported', found }
  } catch (cause) {
    if (cause instanceof RelayRefused) return { kind: 'failed', why: refusalWords(cause), isKnown: true }
    if (!(cause instanceof RelayUnreachable)) {
      if (signal.aborted) return { kind: 'called-off' }
      reportError(cause)
    }
    return { kind: 'failed', why: t('workspace.import.notKnown'), isKnown: false }
  }
}

function exportWhy(cause: unknown): string {
  if (cause instanceof RelayRefused) return t('workspace.import.refused', { why: cause.message })
  if (cause instanceof RelayFailed && codeIn(cause.cause) === 'too-many-exports') return t('workspace.export.others')
  if (cause instanceof RelayUnreachable) return t('workspace.export.unreachable')
  return t('workspace.export.notWritten', { reason: cause instanceof Error ? cause.message : String(cause) })
}

const codeIn = (problem: unknown): ProblemCode | undefined => (problem as Partial<Problem> | undefined)?.code

function refusalWords({ problem, message }: RelayRefused): string {
  const line = problem.line?.toLocaleString(locale())
  // The relay's own sentence names the line, too.
  const why = message.replace(/^line \d+: /, '')
  switch (problem.code) {
    case 'import-running':
      return t('workspace.import.another')
    case 'workspace-cut-off':
      return t('workspace.import.cutOff')
    case 'workspace-unknown':
      return t('workspace.import.unknown', { line: line ?? '', why })
    case 'too-large':
      return t('workspace.import.tooLarge', { why })
    case 'workspace-broken':
    case 'not-an-image':
      // Whatever else it may be, it does not begin as one does.
      if (problem.line === 1) return t('workspace.import.wrongFile')
      return line === undefined
        ? t('workspace.import.brokenFile', { why })
        : t('workspace.import.broken', { line, why })
    default:
      return t('workspace.import.refused', { why })
  }
}
