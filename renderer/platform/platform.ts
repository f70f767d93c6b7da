// What the app needs from where it runs: a browser page that the relay served, or the desktop app.

export interface Platform {
  readonly kind: 'browser' | 'desktop'
  /** Origin of the relay that documents live on, such as `http://127.0.0.1:4455`. */
  readonly relayUrl: string
  /** Another window of the app at this path, such as `/d/abc`. */
  newWindow(path: string): Promise<void>
  /** Rejects when the browser does not allow it. */
  copyText(text: string): Promise<void>
  /** Opens a web or mail address outside the app. The caller has checked it with isAllowedLink. */
  openExternal(address: string): void
}
