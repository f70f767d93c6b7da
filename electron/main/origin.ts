// The app's own origin. Pages live under it, and only they may call us, navigate, or reach the relay.
export const SCHEME = 'app'
export const ORIGIN = `${SCHEME}://ligature`

/** True for an address of our own pages. */
export function isOwnPage(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && `${url.protocol}//${url.host}` === ORIGIN
}
