// English in disguise, for tests: every letter accented and every sentence in brackets, so that a word which is not
// translated, or is cut off, is seen. Placeholders stay as they are.

const ACCENTED = new Map(
  [...'aàbƀcçdðeèfƒgğhĥiîjĵkķlľmɱnñoöpþqɋrŕsštţuüvṽwŵxẋyýzž'.matchAll(/(.)(.)/gu)].map(([, plain, other]) => [
    plain!,
    other!,
  ]),
)

/** It counts as Arabic does, which has a form for each of these. */
const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other']
const OTHER = '_other'

export function disguised<Tree extends object>(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
      if (typeof value !== 'string') return [[key, disguised(value as object)]]
      const said = `⟦${disguise(value)}⟧`
      return key.endsWith(OTHER) ? FORMS.map((form) => [`${key.slice(0, -OTHER.length)}_${form}`, said]) : [[key, said]]
    }),
  ) as Tree
}

/** Letters outside {{placeholders}} and <tags>. */
const disguise = (words: string): string =>
  words.replace(/\{\{[^}]*\}\}|<[^>]*>|(.)/gsu, (whole, letter?: string) =>
    letter === undefined ? whole : (ACCENTED.get(letter) ?? letter),
  )
