// The names under which a document's text, and what belongs to it, stand in its Y.Doc. Apart from schema.ts, so that what
// only needs a name does not bring the editor along.

/** The Y.XmlFragment that holds the text. TipTap's own default, so that stock TipTap clients meet us in it. */
export const TEXT_FIELD = 'default'

/** The Y.Array that says which letters were put back (protocol clause C1). An editor that does not know of it is not disturbed. */
export const RECORDS_FIELD = 'rescued'
