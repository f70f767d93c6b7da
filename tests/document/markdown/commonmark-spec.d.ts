// The specification's examples, as its package has them. A tab is written as an arrow there.
declare module 'commonmark-spec' {
  export const tests: readonly { readonly number: number; readonly markdown: string; readonly html: string }[]
}
