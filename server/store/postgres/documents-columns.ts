// A row of the table of documents, `d` in the statement, as document-rows.ts wants it. Read by documents-table.ts and projections-table.ts.

const CHANGED = 'greatest(d.updated_at, coalesce((SELECT max(h.edited_at) FROM heads h WHERE h.document = d.id), 0))'
export const COLUMNS = `d.id, d.title, d.meta_version, d.created_at, ${CHANGED} AS changed_at, d.trashed_at, d.unfilled, d.deleted_at, d.folder`
