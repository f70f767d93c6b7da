// What the slash menu offers and what a typed word finds in it, in the person's language and in English.
import type { ChainedCommands, Editor } from '@tiptap/core'
import { type LucideIcon, SquareCode } from 'lucide-react'
import { t } from '../../words/words.ts'
import { editor as words } from '../../words/en/editor.ts'
import { ACTIONS, type EditorAction, HEADINGS, LISTS } from '../actions.ts'
import { LANGUAGES } from '../code/languages.ts'

export type SlashGroup = 'headings' | 'lists' | 'blocks' | 'code'

export interface SlashItem {
  readonly id: string
  readonly group: SlashGroup
  readonly name: string
  readonly icon: LucideIcon
  readonly keys?: string | undefined
  /** What may be typed to find it, in lower case. */
  readonly words: string
  readonly isPossible: (editor: Editor) => boolean
  readonly apply: (chain: ChainedCommands, editor: Editor) => ChainedCommands
}

/** The most of the many languages that are shown. */
const MOST_LANGUAGES = 4

/**
 * The items that the typed words find, in the order of the menu. Each typed word must begin a word of the item, so that
 * `/usr/bin` finds nothing and stays text. Languages of code are offered only when something is typed.
 */
export function slashItems(query: string, editor: Editor): readonly SlashItem[] {
  const typed = query.toLocaleLowerCase().split(/\s+/u).filter(Boolean)
  // A number alone is a number: "/2" is half of something.
  if (typed.length === 1 && /^\d+$/u.test(typed[0]!)) return []
  const finds = (item: SlashItem): boolean => typed.every((word) => beginsAWord(item.words, word))
  const found = blockItems().filter((item) => finds(item) && item.isPossible(editor))
  const languages = typed.length === 0 ? [] : codeItems().filter(finds).slice(0, MOST_LANGUAGES)
  return [...found, ...languages]
}

function blockItems(): readonly SlashItem[] {
  const { quote, codeBlock, table, rule, image } = ACTIONS
  return [
    ...HEADINGS.map((action) => itemOf(action, 'headings')),
    ...LISTS.map((action) => itemOf(action, 'lists')),
    ...[quote, codeBlock, table, rule, image].map((action) => itemOf(action, 'blocks')),
  ]
}

function itemOf(action: EditorAction, group: SlashGroup): SlashItem {
  const { id, icon, keys, isPossible } = action
  const name = t(`editor.actions.${id}`)
  const english = [words.actions[id], (words.aliases as Record<string, string>)[id] ?? '']
  const own = id in words.aliases ? t(`editor.aliases.${id as keyof typeof words.aliases}`) : ''
  return {
    id,
    group,
    name,
    icon,
    keys,
    words: [name, own, ...english].join(' ').toLocaleLowerCase(),
    isPossible,
    // Toggling what is there already would take it away; who asks for it by name wants it.
    apply: (chain, editor) => (action.isOn?.(editor) === true ? chain : action.apply(chain, editor)),
  }
}

function codeItems(): readonly SlashItem[] {
  return LANGUAGES.map(({ id, name, aliases }) => ({
    id: `code-${id}`,
    group: 'code',
    name: t('editor.actions.codeBlockIn', { language: name }),
    icon: SquareCode,
    words: [name, id, ...aliases].join(' ').toLocaleLowerCase(),
    isPossible: () => true,
    apply: (chain: ChainedCommands) => chain.setCodeBlock({ language: id }),
  }))
}

/** Words begin after a space or a bracket; Chinese has no spaces, so a part of the name is enough there. */
function beginsAWord(words: string, typed: string): boolean {
  if (/\p{Script=Han}/u.test(typed)) return words.includes(typed)
  return ` ${words}`.replaceAll(/[(:]/gu, ' ').includes(` ${typed}`)
}
