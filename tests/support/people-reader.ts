// A program that subscribes over GraphQL to who is in a document.
import { PEOPLE_HERE, type PeopleHereSubscription } from '../../renderer/api/queries.ts'
import type { Reachable } from './relay-address.ts'
import { RestClient } from './rest-client.ts'
import { type HowToSubscribe, subscribe, SubscriptionReader } from './subscription-reader.ts'

export class PeopleReader extends SubscriptionReader<PeopleHereSubscription> {
  static async open(relay: Reachable, id: string, how?: HowToSubscribe): Promise<PeopleReader> {
    return new PeopleReader(await subscribe(relay, PEOPLE_HERE, id, how))
  }

  /** Whom it was told of last. */
  get names(): readonly string[] | undefined {
    return this.told
      .at(-1)
      ?.data?.peopleHere.map(({ name }) => name ?? '?')
      .toSorted()
  }
}

/** How many a relay has open, as it counts them. */
export async function peopleStreams(relay: Reachable): Promise<number> {
  const { text } = await new RestClient(relay).ask('GET', '/metrics')
  return Number(/^ligature_people_streams (\d+)$/m.exec(text)![1])
}
