// The search, with the schemas that look at its lines: a chunk of its own, as relay-client.ts is one.
import { RelayUnreachable } from './relay-errors.ts'
import type { SearchService } from './search-service.ts'

/** Throws RelayUnreachable when the chunk cannot be fetched: then the relay could not be asked either. */
export async function loadSearchService(relay: string): Promise<SearchService> {
  try {
    const { SearchService: Service } = await import('./search-service.ts')
    return new Service(relay)
  } catch (cause) {
    throw new RelayUnreachable('a part of the app cannot be loaded just now', { cause })
  }
}
