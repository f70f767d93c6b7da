// Which of the dialogs that belong to all screens is open, and the way to open them. Given by commands-provider.tsx.
import { createContext, useContext } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'

/**
 * `move`: where this document is to lie. No text by itself: whoever asks again, because its part has not arrived, asks for another
 * object, which is another wish (use-late.ts).
 */
export type CommandDialog =
  | readonly ['palette' | 'shortcuts' | 'history']
  | { readonly move: DocumentId }
  | CommentsAsked

/** The comments, for one of them; null: for a new one on the words that are selected. */
export interface CommentsAsked {
  readonly thread: string | null
}

export interface CommandDialogs {
  readonly shown: CommandDialog | null
  readonly show: (dialog: CommandDialog | null) => void
}

export const CommandDialogsContext = createContext<CommandDialogs | null>(null)

export function useCommandDialogs(): CommandDialogs {
  const dialogs = useContext(CommandDialogsContext)
  if (dialogs === null) throw new Error('useCommandDialogs was called outside <CommandsProvider>')
  return dialogs
}
