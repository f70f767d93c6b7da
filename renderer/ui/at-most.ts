// How much something may have that was too large, as it stands behind what it was too large for: " (0.5 MB at most)".
import { locale, t } from '../words/words.ts'

const BYTES_IN_A_KILOBYTE = 1024
const BYTES_IN_A_MEGABYTE = 1024 * 1024
/** Below it, parts of a megabyte are more than a person should have to count. */
const SAID_IN_MEGABYTES_FROM = 0.1

/** Nothing where the relay has named no limit: what a proxy before it takes, say, nobody knows. */
export const atMost = (limitBytes: number | undefined): string =>
  limitBytes === undefined ? '' : t('document.atMost', { size: sizeText(limitBytes) })

export const megabytes = (bytes: number): string => number(bytes / BYTES_IN_A_MEGABYTE, { maximumSignificantDigits: 3 })

/** In the unit that fits: "20 MB", "2.9 KB", "512 bytes". */
export function sizeText(bytes: number): string {
  if (bytes >= SAID_IN_MEGABYTES_FROM * BYTES_IN_A_MEGABYTE) return `${megabytes(bytes)} MB`
  if (bytes >= BYTES_IN_A_KILOBYTE) return `${number(bytes / BYTES_IN_A_KILOBYTE, { maximumFractionDigits: 1 })} KB`
  return number(bytes, { style: 'unit', unit: 'byte', unitDisplay: 'long' })
}

const number = (value: number, format: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(locale(), format).format(value)
