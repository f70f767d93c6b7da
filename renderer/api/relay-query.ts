// One GraphQL query to the relay, which has its text under the id (queries.ts). Used by relay-client.ts.
import { type ProblemCode, PROBLEMS } from '../../contracts/errors.ts'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { RelayFailed, RelayRefused } from './relay-errors.ts'
import { askRelay } from './relay-request.ts'

/** Undefined when this relay, of another version, does not know the query. Throws RelayUnreachable or RelayRefused. */
export async function queryRelay<Answer>(
  relay: string,
  id: string,
  variables: object,
  timeoutMs?: number,
): Promise<Answer | undefined> {
  const extensions = { persistedQuery: { version: 1, sha256Hash: id } }
  const body = { extensions, variables }
  try {
    const { data, errors = [] } = await askRelay(relay, GRAPHQL_ROUTE, { body, ...(timeoutMs && { timeoutMs }) })
    const [error] = errors
    if (error === undefined) return data as Answer
    const code = error.extensions?.code
    if (code?.startsWith('PERSISTED_QUERY_')) return undefined
    if (code === undefined || !isRefusal(code)) throw new RelayFailed(`the relay answered: ${error.message}`)
    throw new RelayRefused({ type: `urn:ligature:${code}`, title: error.message, status: PROBLEMS[code], code })
  } catch (cause) {
    if (cause instanceof RelayRefused && cause.problem.code === 'not-found') return undefined
    throw cause
  }
}

const isRefusal = (code: string): code is ProblemCode => code in PROBLEMS && PROBLEMS[code as ProblemCode] < 500
