// Counts how many comments on each document are open, for lists. Made by relay.ts.
import type { CommentStore } from '../store/store.ts'
import type { CommentsAnswers } from './comments-of.ts'
import { type Pace, Upkeep, type UpkeepParts } from './upkeep.ts'

/** From the first commit that is not counted: with what it takes, a count is current within 2 s (K6). */
const SOON_MS = 300
const PACE: Pace = { quietMs: SOON_MS, oldestMs: SOON_MS, longestRestMs: 1_000 }
const LEFT_UNDONE_MS = 3_000

/** `start` starts fold-worker.ts. */
export const createCommentCounter = (parts: UpkeepParts<CommentStore>): Upkeep =>
  new Upkeep(parts, {
    part: 'comments',
    wanted: { kind: 'comments', asked: { kind: 'count' } },
    keep: async (document, made) => {
      if (made === undefined) return
      const open = JSON.parse(made.json) as CommentsAnswers['count']
      await parts.store.keepOpenComments(document, { epoch: made.epoch, seq: made.seq, open })
    },
    find: (...page) => parts.store.findUncounted(...page),
    leftUndoneMs: LEFT_UNDONE_MS,
    pace: PACE,
    trouble: {
      making: 'how many comments are open cannot be found out',
      finding: 'whose comments are not counted cannot be found out just now',
    },
  })
