// Written by `npm run graphql`.
export const PERSISTED_QUERIES = {
  'OjXmaJYHiQW9uSTW': "query Home($first: Int!, $after: String, $trashed: Boolean!) {\n  documents(first: $first, after: $after, trashed: $trashed) {\n    nextCursor\n    documents {\n      ...LibraryRow\n      ...RowPresence\n    }\n  }\n}\n\nfragment LibraryRow on Document {\n  id\n  title\n  metaVersion\n  createdAt\n  changedAt\n  trashedAt\n}\n\nfragment RowPresence on Document {\n  present\n}",
}
