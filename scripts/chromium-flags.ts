// How the tests start Chromium: quiet, without a GPU, talking to nobody but our relay. Without the sandbox, because
// containers and root rarely have one; it opens no page but ours.
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const
