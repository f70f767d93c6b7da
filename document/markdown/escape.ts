// How a text is kept from being read as syntax, in three degrees: the fewest backslashes are tried first, because people
// read the files; the last degree is right whatever stands around it.

/** 0: as it is, but for backslashes and HTML. 1: what makes marks, links and block starts. 2: all punctuation. */
export type Degree = 0 | 1 | 2

const PUNCTUATION = /[!-/:-@[-`{-~]/g

export function escaped(text: string, degree: Degree, startsLine: boolean): string {
  switch (degree) {
    case 0: {
      // GitHub would read the tag, our own reader does not: this is for others.
      const safe = text.replace(/\\(?=[!-/:-@[-`{-~]|$)|<(?=[a-z/!?])/gi, '\\$&')
      return startsLine ? safe.replace(/^\[(?=[ xX]\](?:\s|$))/, '\\[') : safe
    }
    case 1: {
      const safe = text.replace(/[\\`*_[\]<>&~|]|!$/g, '\\$&')
      return startsLine ? safe.replace(/^[#+\-=:]/, '\\$&').replace(/^(\d{1,9})(?=[.)])/, '$1\\') : safe
    }
    case 2:
      return text.replace(PUNCTUATION, '\\$&')
  }
}

/** A character that stars and bars cannot mistake for a part of a word, or for a space. */
export function reference(character: string): string {
  return /[!-/:-@[-`{-~]/.test(character)
    ? `\\${character}`
    : `&#x${character.codePointAt(0)?.toString(16).toUpperCase()};`
}

/**
 * A code span. Any run of backticks inside is shorter or longer than the fence. With spaces inside the fence, which readers
 * strip, where it has to be; in the last degree always, because "[`]:a`](b)" would define a link called "`".
 */
export function codeSpan(code: string, degree: Degree): string {
  const runs = new Set((code.match(/`+/g) ?? []).map((run) => run.length))
  let length = 1
  while (runs.has(length)) length++
  const fence = '`'.repeat(length)
  const isPadded = /[^ ]/.test(code) && (degree === 2 || /^`|`$|^ .* $/s.test(code))
  return isPadded ? `${fence} ${code} ${fence}` : `${fence}${code}${fence}`
}

/** `(address "title")`, the second half of a link or an image. */
export function target(address: unknown, title: unknown): string {
  const plain = String(address)
  const isBare = /^[A-Za-z0-9/:.\-#?=%@,;+$_~!']+$/.test(plain)
  const destination = isBare ? plain : `<${plain.replace(/[\\<>&`*[\]()!|"]/g, '\\$&')}>`
  return typeof title === 'string'
    ? `(${destination} "${title.replace(/[\\"&`<|*[\]]/g, '\\$&')}")`
    : `(${destination})`
}
