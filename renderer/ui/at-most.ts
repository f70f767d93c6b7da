// How much something may have that was too large, as it stands behind what it was too large for: " (0.5 MB at most)".
import { locale, t } from '../words/words.ts'

const BYTES_IN_A_MEGABYTE = 1024 * 1024

/** Nothing where the relay has named no limit: what a proxy before it takes, say, nobody knows. */
export const atMost = (limitBytes: number | undefined): string =>
  limitBytes === undefined ? '' : t('document.atMost', { megabytes: megabytes(limitBytes) })

export const megabytes = (bytes: number): string =>
  new Intl.NumberFormat(locale(), { maximumSignificantDigits: 3 }).format(bytes / BYTES_IN_A_MEGABYTE)
