// What the app reports in a page stands in its console; here it fails the run. Node has no reportError of its own.
globalThis.reportError = (cause: unknown) => {
  queueMicrotask(() => {
    throw cause
  })
}
