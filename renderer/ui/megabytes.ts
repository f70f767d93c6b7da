// A limit in megabytes, as it stands in a sentence: "20", "0.5". Used where something was too large.
import { locale } from '../words/words.ts'

const BYTES_IN_A_MEGABYTE = 1024 * 1024

export const megabytes = (bytes: number): string =>
  new Intl.NumberFormat(locale(), { maximumSignificantDigits: 3 }).format(bytes / BYTES_IN_A_MEGABYTE)
