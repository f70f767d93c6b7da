// What the app needs from where it runs: a browser page that the relay served, or the desktop app.
import type { Added, DesktopEvent, FileKind, FileRead, FileSaved, MenuCommand } from '../../contracts/desktop.ts'
import type { DocumentId } from '../../contracts/ids.ts'

export interface Platform {
  readonly kind: 'browser' | 'desktop'
  /** Origin of the relay that documents live on, such as `http://127.0.0.1:4455`. */
  readonly relayUrl: string
  /** What this computer keeps of that relay goes by. The address of the one inside the app may change, this does not. */
  readonly relayIdentity: string
  /** Another window of the app at this path, such as `/d/abc`. */
  newWindow(path: string): Promise<void>
  /** The address that opens the document for whoever gets it. */
  linkTo(document: DocumentId): string
  /** Rejects when the browser does not allow it. */
  copyText(text: string): Promise<void>
  /** Opens a web or mail address outside the app. The caller has checked it with isAllowedLink. */
  openExternal(address: string): void
  /** `name` is without ending. Answers `none` where the browser says itself what became of it. */
  saveFile(name: string, kind: FileKind, content: Blob): Promise<FileSaved>
  /** Null in the browser. */
  readonly desktop: Desktop | null
}

/** What only the desktop app has. */
export interface Desktop {
  /** Identities of the relays it knows, its own first. */
  relays(): Promise<readonly string[]>
  addRelay(address: string, secret: string): Promise<Added>
  removeRelay(identity: string): Promise<void>
  /** This window shows that relay from now on: the page is loaded anew. */
  switchRelay(identity: string): Promise<void>
  /** The Markdown file that the person chooses. */
  openFile(): Promise<FileRead>
  print(): Promise<void>
  savePdf(name: string): Promise<FileSaved>
  /** The next file that the system asked this window to open. */
  takeFile(): Promise<FileRead>
  /** What this window shows, for the menus and the recent documents of the system. */
  shows(shown: { document: DocumentId | null; title: string; language: string }): Promise<void>
  /** Calls back for each event that is no command, until the answer is called. */
  listen(heard: (event: DesktopEvent) => void): () => void
  /** Does this command from now on, until the answer is called, and at once when it was chosen a moment ago on this screen. */
  can(command: MenuCommand, runner: () => void): () => void
  /** As if it were chosen in the system's menu. */
  run(command: MenuCommand): void
}

/** The relay inside the app has never listened on this computer, so nobody knows where it will. */
export class EmbeddedRelayDown extends Error {
  override readonly name = 'EmbeddedRelayDown'
}
