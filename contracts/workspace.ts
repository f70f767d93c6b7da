// A whole workspace as lines of JSON (protocol W): what an export answers, an import takes, and both say of it.
import { z } from 'zod'
import { Sha256Schema } from './attachments.ts'
import { API_PREFIX } from './api-prefix.ts'
import { TitleSchema } from './document-resource.ts'
import { ProblemSchema } from './errors.ts'
import { FolderTitleSchema } from './folder-resource.ts'
import { DocumentIdSchema, FolderIdSchema, VersionIdSchema } from './id-schemas.ts'
import { type Epoch, PARTS } from './ids.ts'
import { FailedLineSchema } from './ndjson.ts'
import { VersionNameSchema } from './versions.ts'

export const WORKSPACE_FORMAT = 'ligature-workspace'
/** Raised when an importer of the version before would misread what is written. A further `kind` is refused by it anyway. */
export const WORKSPACE_VERSION = 1

/** Of which a Date can be made. */
export const LAST_MOMENT = 8.64e15

const Count = z.number().int().nonnegative()
const Size = z.number().int().positive()
/** More than any log gets to, and far from where numbers are not exact any more. */
const MOST_SEQ = 2 ** 40
const Seq = z.number().int().positive().max(MOST_SEQ)
const Time = z.iso.datetime().refine((text) => Date.parse(text) >= 0, 'it is before 1970')
/** Of updates or of stretches in a line: each is looked at in one go, while others type. */
const MOST_IN_A_LINE = 1_000
const Base64 = z.string()
/** Milliseconds since 1970. */
const Moment = z.number().int().nonnegative().max(LAST_MOMENT)
/** Id of a principal. */
const Author = z.string().regex(/^[^\0]{1,200}$/, 'no author is called so')
const EpochSchema = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'no epoch looks so') as unknown as z.ZodType<
  Epoch,
  string
>

/** The first line. The counts are those of the moment, to show how far it is. */
const HeaderLine = z.object({
  kind: z.enum(['header']),
  format: z.enum([WORKSPACE_FORMAT]),
  version: z.number().int().positive(),
  /** Of the documents (schema-version.ts). */
  schemaVersion: z.number().int().positive(),
  at: Time,
  documents: Count,
  attachments: Count,
  /** About how many the whole file will have. */
  bytes: Count,
})

/** Before all documents. */
const FolderLine = z.object({
  kind: z.enum(['folder']),
  id: FolderIdSchema,
  title: FolderTitleSchema,
  createdAt: Time,
  changedAt: Time,
})

/** Its parts follow, none where nobody has opened it yet. `folder`: one of those before; null: in none. */
const DocumentLine = z.object({
  kind: z.enum(['document']),
  id: DocumentIdSchema,
  title: TitleSchema,
  createdAt: Time,
  changedAt: Time,
  trashedAt: Time.nullable(),
  folder: FolderIdSchema.nullable().default(null),
})

/**
 * Of the document before; its snapshot, what is kept of its history, and its log follow. A second one of the same part begins it anew: the
 * log was folded meanwhile.
 */
const PartLine = z.object({
  kind: z.enum(['part']),
  part: z.enum(PARTS),
  epoch: EpochSchema,
  /** Updates that were set aside, and are not here (R5). */
  setAside: Count,
})

/**
 * The snapshot of the part that covers seq ≤ `seq`, or one update of its log that is too large for a line: then with who wrote it and
 * when, if that is known. Its bytes follow.
 */
const UpdateLine = z.object({
  kind: z.enum(['update']),
  seq: Seq,
  size: Size,
  snapshot: z.boolean(),
  author: Author.optional(),
  at: Moment.optional(),
})

/**
 * What was done up to the part's snapshot, which it stands behind: stretches as the relay keeps them, the newest first. What none of them
 * tells of is not known.
 */
const StretchesLine = z.object({
  kind: z.enum(['stretches']),
  stretches: z
    .array(
      z.object({
        author: Author,
        fromSeq: Seq,
        toSeq: Seq,
        startedAt: Moment,
        endedAt: Moment,
        edits: Seq,
        added: Count,
        removed: Count,
      }),
    )
    .min(1)
    .max(MOST_IN_A_LINE),
})

/** Updates of the part's log, the first of which is `from`; and who wrote them and when: both, or neither where that is not known. */
const LogLine = z.object({
  kind: z.enum(['log']),
  from: Seq,
  updates: z.array(Base64).min(1).max(MOST_IN_A_LINE),
  /** So many after one another are of this author. */
  authors: z.array(z.object({ author: Author, rows: Seq })).optional(),
  /** Milliseconds since 1970 of the first, and of each other those since the one before, which may be less than none. */
  times: z.array(z.number().int()).optional(),
})

/** A named version of the document before, behind its parts; its bytes follow, which are one update. `epoch`, `seq`: where the text stood. */
const VersionLine = z.object({
  kind: z.enum(['version']),
  id: VersionIdSchema,
  name: VersionNameSchema,
  author: Author,
  createdAt: Time,
  epoch: EpochSchema,
  seq: z.number().int().nonnegative().max(MOST_SEQ),
  size: Size,
})

/** The next bytes of what was announced, until there are as many as it has. */
const BytesLine = z.object({ kind: z.enum(['bytes']), base64: Base64 })

/**
 * What the relay could not read: of the document before, of which what stands here is all there is; or an attachment, which is not here; or,
 * where neither is named, attachments of which not even the names are known.
 */
const DamagedLine = z.object({
  kind: z.enum(['damaged']),
  document: DocumentIdSchema.nullable(),
  attachment: Sha256Schema.nullable(),
  why: z.string(),
})

/** Its bytes follow. After all documents. */
const AttachmentLine = z.object({ kind: z.enum(['attachment']), sha256: Sha256Schema, size: Size })

/** The last line: a file without it was cut off. */
const EndLine = z.object({
  kind: z.enum(['end']),
  documents: Count,
  attachments: Count,
  /** Documents and attachments of which something could not be read. */
  damaged: Count,
  /** Of all bytes before this line, in hexadecimal digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

/** By their kind. */
export const WORKSPACE_LINES = {
  header: HeaderLine,
  folder: FolderLine,
  document: DocumentLine,
  part: PartLine,
  update: UpdateLine,
  stretches: StretchesLine,
  log: LogLine,
  version: VersionLine,
  bytes: BytesLine,
  damaged: DamagedLine,
  attachment: AttachmentLine,
  end: EndLine,
  failed: FailedLineSchema,
} as const
export type WorkspaceLine = z.infer<(typeof WORKSPACE_LINES)[keyof typeof WORKSPACE_LINES]>
export type LineOf<Kind extends WorkspaceLine['kind']> = Extract<WorkspaceLine, { readonly kind: Kind }>

const NamedDocument = z.object({ id: DocumentIdSchema, title: TitleSchema })

export const ImportedSchema = z.object({
  documents: Count,
  attachments: Count,
  /** How many came in under a new id, for theirs is in use here or was deleted for ever; and the first of them. */
  renamed: z.object({ count: Count, first: z.array(NamedDocument.extend({ from: DocumentIdSchema })) }),
  /** How many, with attachments, the export could not read as a whole; and the first documents of them, under their ids here. */
  damaged: z.object({ count: Count, first: z.array(NamedDocument) }),
})
export type Imported = z.infer<typeof ImportedSchema>

export const WORKSPACE_ROUTES = {
  export: {
    method: 'GET',
    path: `${API_PREFIX}/export`,
    scope: 'workspace:export',
    summary: 'All folders and documents, the trash too, their history, and all attachments, as lines of JSON',
    schema: { response: { default: ProblemSchema } },
  },
  import: {
    method: 'POST',
    path: `${API_PREFIX}/import`,
    scope: 'workspace:import',
    summary: 'Bring in what an export has answered, which is the body: all of it, or nothing',
    schema: {
      /** What to call it in `job` events. */
      querystring: z.object({ job: DocumentIdSchema.optional() }),
      response: { 200: ImportedSchema, default: ProblemSchema },
    },
  },
} as const
