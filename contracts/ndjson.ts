// Long answers as lines of JSON, each as soon as it is known. The last line says how it ended: a stream without one was cut off. An empty line
// says nothing but that there is still somebody.
import { z } from 'zod'
import { ProblemSchema } from './errors.ts'

export const NDJSON_TYPE = 'application/x-ndjson'

/** The last line of a stream that could not be brought to its end. What came before it is right. */
export const FailedLineSchema = z.object({ kind: z.enum(['failed']), problem: ProblemSchema })
