// The comments on a document, as use-comments.ts knows them. That a GraphQL subscription tells which are open, and REST takes what is
// written, nobody else has to know. Comes with the panel, or with the marks in the text.
import { z } from 'zod'
import {
  COMMENT_ROUTES,
  type CommentAnchor,
  type CommentThread,
  CommentThreadSchema,
} from '../../contracts/comments.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { OPEN_COMMENTS, type OpenCommentsSubscription } from './queries.ts'
// What the two have in common is one chunk then, and not a chunk beside each.
import './relay-client.ts'
import { askRelay, type Route } from './relay-request.ts'
import { FIRST_WAIT_MS, type RelayWatch, watchRelay, type WatchNews } from './relay-watch.ts'

export type CommentsNews =
  | { readonly kind: 'open'; readonly threads: readonly CommentThread[] }
  | Exclude<WatchNews<never>, { readonly kind: 'told' }>

/** What a person writes. */
export interface Words {
  readonly text: string
  /** What they call themselves; '' when they do not. */
  readonly name: string
}

const Told: z.ZodType<OpenCommentsSubscription> = z.object({
  openComments: z.array(CommentThreadSchema.omit({ resolved: true })),
})

export class CommentsService {
  readonly #relay: string
  readonly #firstWaitMs: number

  constructor(relay: string, firstWaitMs = FIRST_WAIT_MS) {
    this.#relay = relay
    this.#firstWaitMs = firstWaitMs
  }

  /** Tells of all open threads, at once and whenever they change, until it is closed. One connection is held for each watch. */
  watch(id: DocumentId, heard: (news: CommentsNews) => void): RelayWatch {
    const watched = { relay: this.#relay, query: OPEN_COMMENTS, id, schema: Told, firstWaitMs: this.#firstWaitMs }
    return watchRelay(watched, (news) =>
      heard(
        news.kind === 'told'
          ? { kind: 'open', threads: news.data.openComments.map((thread) => ({ ...thread, resolved: null })) }
          : news,
      ),
    )
  }

  /** Those that are resolved, the oldest first. This and all that follows throws RelayUnreachable or RelayRefused. */
  async resolved(id: DocumentId): Promise<readonly CommentThread[]> {
    return (await askRelay(this.#relay, COMMENT_ROUTES.list, { id, query: { state: 'resolved' } })).threads
  }

  /** `anchor`: null for one on the document. The same again under the same id changes nothing. */
  async open(id: DocumentId, thread: string, anchor: CommentAnchor | null, words: Words): Promise<CommentThread> {
    const route = at(COMMENT_ROUTES.open, { thread })
    return await askRelay(this.#relay, route, { id, body: { anchor, ...said(words) } })
  }

  async reply(id: DocumentId, thread: string, entry: string, words: Words): Promise<CommentThread> {
    const route = at(COMMENT_ROUTES.reply, { thread, entry })
    return await askRelay(this.#relay, route, { id, body: said(words) })
  }

  /** False reopens it. */
  async resolve(id: DocumentId, thread: string, resolved: boolean, name: string): Promise<CommentThread> {
    const route = at(COMMENT_ROUTES.resolve, { thread })
    return await askRelay(this.#relay, route, { id, body: { resolved, ...named(name) } })
  }
}

const named = (name: string): { readonly name?: string } => (name === '' ? {} : { name })
const said = ({ text, name }: Words): object => ({ text, ...named(name) })

/** The route with these in its address, and the document's id still to come. */
function at<R extends Route>(route: R, parts: Readonly<Record<string, string>>): R {
  const path = Object.entries(parts).reduce(
    (before, [name, value]) => before.replace(`:${name}`, encodeURIComponent(value)),
    route.path,
  )
  return { ...route, path }
}
