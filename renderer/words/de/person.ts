// The question for the name that others see.
import type { Translation } from '../languages.ts'

export const person: Translation['person'] = {
  question: 'Welchen Namen sollen andere an Ihrer Schreibmarke sehen?',
  nameless: 'Gast',
  use: 'Diesen Namen nehmen',
  skip: 'Überspringen',
  cancel: 'Abbrechen',
}
