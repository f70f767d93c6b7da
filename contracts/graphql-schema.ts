// The relay's GraphQL schema: nested reads in one query, and the same writes as REST. The relay executes it, and scripts/graphql-types.ts
// checks the queries of the editor against it.

export const GRAPHQL_SCHEMA = /* GraphQL */ `
  "ISO 8601, UTC."
  scalar Time

  type Query {
    "Newest change first. At most 200 at a time."
    documents(first: Int = 50, after: String, trashed: Boolean = false, folder: ID): DocumentPage!
    "Null when there is none, or none any more."
    document(id: ID!): Document
    "All of them, the oldest first."
    folders: [Folder!]!
    "Null when there is none, or none any more."
    folder(id: ID!): Folder
  }

  type DocumentPage {
    documents: [Document!]!
    "Pass it as after for the next page; null on the last."
    nextCursor: String
  }

  type Document {
    id: ID!
    "May be empty: an untitled document."
    title: String!
    "Counts metadata writes, from 1. Pass it as ifVersion for a write that must not go over somebody else's."
    metaVersion: Int!
    createdAt: Time!
    "Last metadata write or edit of the text, whichever is later."
    changedAt: Time!
    trashedAt: Time
    "The one that it is in; null when it is in none."
    folder: Folder
    "How many have it open, on all relays. Each window counts."
    present: Int!
    "Who they are, as they call themselves."
    people: [PersonPresent!]!
    "The last edit whose author is still known; null when the log has been folded away or nothing was written yet."
    lastEdit: LastEdit
    "How many threads of comments are open; a comment of the last two seconds may not be counted yet."
    openComments: Int!
  }

  type Folder {
    id: ID!
    title: String!
    "Counts writes of the folder itself, from 1. What is moved into it does not touch it."
    metaVersion: Int!
    createdAt: Time!
    changedAt: Time!
    "Newest change first, without the trash. Of several folders 2,000 at a time; Query.documents goes on with folder and after."
    documents(first: Int = 50): DocumentPage!
  }

  type PersonPresent {
    "Yjs client id of the window."
    client: Float!
    "Null for a client that does not say who it is."
    name: String
    "#rrggbb"
    color: String
  }

  type CommentThread {
    id: ID!
    "Null: it is about the document."
    anchor: CommentAnchor
    createdAt: Time!
    "The oldest first."
    entries: [CommentEntry!]!
  }

  type CommentAnchor {
    "Yjs relative positions in the text, in base64."
    from: String!
    to: String!
    "The words it is about, as they were, and what stood on either side of them."
    quote: String!
    before: String!
    after: String!
  }

  type CommentEntry {
    id: ID!
    "Id of the principal: guest, or the name of a service."
    author: String!
    "As they called themselves; null when they did not."
    name: String
    at: Time!
    text: String!
  }

  type LastEdit {
    at: Time!
    "Id of the principal: guest, or the name of a service."
    author: String!
  }

  "One at a time for each request, as an event stream."
  type Subscription {
    """
    Who has it open, on all relays: at once, and then whenever that has changed, at most twice a second. Ends with an error once there is
    no such document any more, or it may not be read.
    """
    peopleHere(id: ID!): [PersonPresent!]!
    """
    Threads of comments that are open, the oldest first, whichever relay they were written on: at once, and then whenever that has changed,
    at most twice a second. Takes the scope comments:read beside. Ends as peopleHere does.
    """
    openComments(id: ID!): [CommentThread!]!
  }

  type Mutation {
    "Under an id of your own making; a repeat changes nothing."
    createDocument(id: ID!, title: String = "", folder: ID): Document!
    renameDocument(id: ID!, title: String!, ifVersion: Int): Document!
    "Without a folder: out of the one that it is in."
    moveDocument(id: ID!, folder: ID, ifVersion: Int): Document!
    "Its text stays."
    trashDocument(id: ID!, ifVersion: Int): Document!
    restoreDocument(id: ID!, ifVersion: Int): Document!
    "Of one in the trash. Answers its id, which is never used again."
    deleteDocumentForEver(id: ID!, ifVersion: Int): ID!
    "Under an id of your own making; a repeat changes nothing."
    createFolder(id: ID!, title: String!): Folder!
    renameFolder(id: ID!, title: String!, ifVersion: Int): Folder!
    "Its documents stay, and are in none. Answers its id, which is never used again."
    deleteFolder(id: ID!, ifVersion: Int): ID!
  }
`
