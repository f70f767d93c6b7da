// English in disguise, for tests: every letter accented and every sentence in brackets, so that a word which is not
// translated, or is cut off, is seen. Placeholders stay as they are.

const ACCENTED = new Map(
  [...'aàbƀcçdðeèfƒgğhĥiîjĵkķlľmɱnñoöpþqɋrŕsštţuüvṽwŵxẋyýzž'.matchAll(/(.)(.)/gu)].map(([, plain, other]) => [
    plain!,
    other!,
  ]),
)

export function disguised<Tree extends object>(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'string' ? `⟦${disguise(value)}⟧` : disguised(value as object),
    ]),
  ) as Tree
}

/** Letters outside {{placeholders}} and <tags>. */
const disguise = (words: string): string =>
  words.replace(/\{\{[^}]*\}\}|<[^>]*>|(.)/gsu, (whole, letter?: string) =>
    letter === undefined ? whole : (ACCENTED.get(letter) ?? letter),
  )
