// Who is in a document just now, as the people panel knows it. That a GraphQL subscription tells it nobody else has to know.
import { z } from 'zod'
import type { DocumentId } from '../../contracts/ids.ts'
import { PresenceUserSchema } from '../../contracts/presence.ts'
import { PEOPLE_HERE, type PanelPersonFragment, type PeopleHereSubscription } from './queries.ts'
import { FIRST_WAIT_MS, type RelayWatch, watchRelay, type WatchNews } from './relay-watch.ts'

export type PeopleNews =
  | { readonly kind: 'here'; readonly people: readonly PanelPersonFragment[] }
  | Exclude<WatchNews<never>, { readonly kind: 'told' }>

export type PeopleWatch = RelayWatch

/** Above all the colour is looked at, which becomes a style. */
const Told: z.ZodType<PeopleHereSubscription> = z.object({
  peopleHere: z.array(
    z.object({
      client: z.number(),
      name: z.string().nullable(),
      color: PresenceUserSchema.shape.color.nullable(),
    }),
  ),
})

export class PeopleService {
  readonly #relay: string
  readonly #firstWaitMs: number

  constructor(relay: string, firstWaitMs = FIRST_WAIT_MS) {
    this.#relay = relay
    this.#firstWaitMs = firstWaitMs
  }

  /** Tells of everybody who is there, at once and whenever that changes, until it is closed. One connection is held for each watch. */
  watch(id: DocumentId, heard: (news: PeopleNews) => void): PeopleWatch {
    const watched = { relay: this.#relay, query: PEOPLE_HERE, id, schema: Told, firstWaitMs: this.#firstWaitMs }
    return watchRelay(watched, (news) =>
      heard(news.kind === 'told' ? { kind: 'here', people: news.data.peopleHere } : news),
    )
  }
}
