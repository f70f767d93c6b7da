// A program that subscribes over GraphQL to the open comments on a document.
import { OPEN_COMMENTS, type OpenCommentsSubscription } from '../../renderer/api/queries.ts'
import type { Reachable } from './relay-address.ts'
import { type HowToSubscribe, subscribe, SubscriptionReader } from './subscription-reader.ts'
import { until } from './until.ts'

export class CommentsReader extends SubscriptionReader<OpenCommentsSubscription> {
  static async open(relay: Reachable, id: string, how?: HowToSubscribe): Promise<CommentsReader> {
    return new CommentsReader(await subscribe(relay, OPEN_COMMENTS, id, how))
  }

  /** Of each thread that it was told of last, what is said in it. */
  get texts(): readonly string[] | undefined {
    return this.told.at(-1)?.data?.openComments.map(({ entries }) => entries.map(({ text }) => text).join(' / '))
  }

  async tells(...texts: readonly string[]): Promise<void> {
    await until(
      `${JSON.stringify(texts)} to be told`,
      () => JSON.stringify(this.texts) === JSON.stringify(texts) || undefined,
    )
  }
}
