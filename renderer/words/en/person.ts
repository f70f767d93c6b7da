// The question for the name that others see.
export const person = {
  question: 'What name should others see at your caret?',
  nameless: 'Guest',
  use: 'Use this name',
  skip: 'Skip',
  cancel: 'Cancel',
} as const
