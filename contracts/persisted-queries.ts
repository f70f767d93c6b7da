// Written by `npm run graphql`.
export const PERSISTED_QUERIES = {
  '3FnZvGigPAWaiMBy': "query Home($first: Int!, $after: String, $trashed: Boolean!, $withFolders: Boolean!) {\n  documents(first: $first, after: $after, trashed: $trashed) {\n    nextCursor\n    documents {\n      ...LibraryRow\n      ...RowPresence\n    }\n  }\n  folders @include(if: $withFolders) {\n    ...LibraryFolder\n  }\n}\n\nfragment LibraryRow on Document {\n  id\n  title\n  metaVersion\n  createdAt\n  changedAt\n  trashedAt\n  folder {\n    id\n  }\n}\n\nfragment RowPresence on Document {\n  present\n}\n\nfragment LibraryFolder on Folder {\n  id\n  title\n  metaVersion\n  createdAt\n  changedAt\n}",
  '8HSaVp7PYnpVJHyH': "subscription PeopleHere($id: ID!) {\n  peopleHere(id: $id) {\n    ...PanelPerson\n  }\n}\n\nfragment PanelPerson on PersonPresent {\n  client\n  name\n  color\n}",
}
