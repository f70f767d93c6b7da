// Whether plain text was written as Markdown, so that pasting it should make structure of it. Careful in doubt: what stays text
// can still be made a list by hand, and a text full of stars by accident must not lose them.

/**
 * One of these is enough: nobody begins a line so by accident. No two repeats that take the same letters stand side by side, and
 * no repeat runs over the next place where its pattern could begin: what is pasted may be long, and made by a stranger.
 */
const CERTAIN = [
  /^#{1,6} \S/mu,
  /^(?:```|~~~)[\w+#-]*[ \t]*$/mu,
  /^[ \t]{0,3}[-*+] \[[ xX]\] \S/mu,
  /^[ \t]*(?:\|[ \t]*)?:?-{3,}:?[ \t]*\|[ \t|:-]*$/mu,
  /(?<=\[[^\]\n]+)\]\((?:https?:\/\/|mailto:|\/|#)[^)\]\s]+\)/u,
  /(?<![\w*])\*\*(?=\S)[^*\n]+(?<=\S)\*\*(?![\w*])/u,
  /(?<![\w~])~~(?=\S)[^~\n]+(?<=\S)~~(?![\w~])/u,
  /(?<![\w`\\])`[^`\n]+`(?![\w`])/u,
]

/** Lists and quotes: one such line may be an accident, two are a habit. */
const LIKELY = /^[ \t]{0,3}(?:[-*+] \S|\d{1,9}[.)] \S|> ?\S)/u

export function looksLikeMarkdown(text: string): boolean {
  if (CERTAIN.some((sign) => sign.test(text))) return true
  let likely = 0
  for (const line of text.split('\n', 200)) if (LIKELY.test(line) && ++likely === 2) return true
  return false
}

/** Cells between tabs, as many in each line: what a spreadsheet gives where it gives no HTML. */
export function tableIn(text: string): readonly (readonly string[])[] | undefined {
  const rows = text
    .replace(/\r?\n$/u, '')
    .split(/\r?\n/u)
    .map((line) => line.split('\t'))
  const columns = rows[0]!.length
  // A line that begins with a tab is indented, which is code more often than an empty cell.
  const isTable = rows.length > 1 && columns > 1 && rows.every((row) => row.length === columns && row[0] !== '')
  return isTable ? rows : undefined
}
