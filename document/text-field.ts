// The name under which a document's text stands in its Y.Doc. Apart from schema.ts, so that what only needs the name does
// not bring the editor along.

/** The Y.XmlFragment that holds the text. TipTap's own default, so that stock TipTap clients meet us in it. */
export const TEXT_FIELD = 'default'
