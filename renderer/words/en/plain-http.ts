// What is missing on a page that is no secure context. Part of the words of a document, brought by plain-http-words.ts.
export const plainHttp =
  'Your text is kept as always, but this page came over plain http: others on the network can read along, the page does not open while the relay is away, and a browser short of room may clear what it keeps. Ask whoever runs the relay for an address with https.'
