// What to do where there is nothing. The rest of the area is in welcome.ts and failed.ts.
export const start = {
  tryAgain: 'Try again',
} as const
