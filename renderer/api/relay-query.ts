// One GraphQL query to the relay, which has its text under the id (queries.ts). Used by relay-client.ts.
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import type { Problem } from '../../contracts/errors.ts'
import { RelayFailed } from './relay-errors.ts'
import { askRelay } from './relay-request.ts'

/** Undefined when this relay, of another version, does not know the query. Throws RelayUnreachable or RelayRefused. */
export async function queryRelay<Answer>(
  relay: string,
  documentId: string,
  variables: object,
  timeoutMs?: number,
): Promise<Answer | undefined> {
  try {
    const { data, errors } = await askRelay(relay, GRAPHQL_ROUTE, {
      body: { documentId, variables },
      ...(timeoutMs && { timeoutMs }),
    })
    if (errors === undefined) return data as Answer
    const [{ message, extensions }] = errors
    if (!extensions?.code?.startsWith('PERSISTED_')) throw new RelayFailed(message)
  } catch (cause) {
    const problem = cause instanceof RelayFailed ? (cause.cause as Problem | undefined) : undefined
    if (problem?.code !== 'not-found') throw cause
  }
  return undefined
}
