// One thread of comments: what it is about, what was said, a field for an answer, and Resolve or Reopen.
import { Check, RotateCcw } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommentThread } from '../../../contracts/comments.ts'
import { notify } from '../../ui/notify.ts'
import { timeWords } from '../../ui/time-words.ts'
import { initials } from '../document/people-here.tsx'
import { CommentField } from './comment-field.tsx'
import { useFailureWords } from './failure-words.ts'
import type { Comments, Failure } from './use-comments.ts'
import { useIsShown } from './use-is-shown.ts'
import { useNames } from './use-names.ts'

interface ThreadItemProps extends Pick<Comments, 'reply' | 'resolve'> {
  readonly thread: CommentThread
  readonly now: number
  /** Of draftKey. */
  readonly draft: string
  /** It stays among those that are open for an answer that somebody is writing. */
  readonly isKept: boolean
  /** Told of each thread in whose field there are words. */
  readonly holds: (thread: string, words: boolean) => void
  /** Its words are not in the text any more. */
  readonly isOrphaned: boolean
  /** Its words are lit in the text, each time that it is another object; null: they are not. */
  readonly lit: object | null
  /** Lights its words. */
  readonly light: () => void
  /** Selects its words in the text. */
  readonly show: () => void
}

export function ThreadItem(props: ThreadItemProps) {
  const { thread, now, draft, isKept, isOrphaned, lit, light, holds, show, reply, resolve } = props
  const { t } = useTranslation()
  const failureWords = useFailureWords()
  const nameOf = useNames()
  const [failure, setFailure] = useState<Failure | null>(null)
  const { id, anchor, entries, resolved } = thread
  const isOpen = resolved === null && !isKept
  const isShown = useIsShown()
  const settle = async (): Promise<void> => {
    setFailure(null)
    const why = await resolve(id, isOpen)
    // With the thread, or the panel, the place for it may have gone.
    if (why !== null && !isShown.current) notify({ text: failureWords('notDone', why) })
    setFailure(why)
  }
  const fieldHolds = useCallback((words: boolean) => holds(id, words), [holds, id])
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    // The list stays where it is while somebody is in the thread: their finger may be on a button of it.
    if (lit === null || item.current?.contains(document.activeElement) === true) return
    item.current?.scrollIntoView({ block: 'nearest' })
    // Whoever has asked for it has the keys in the list until it is there.
    const list = item.current?.closest('.panel-rows')
    if (list === document.activeElement) item.current?.querySelector('textarea')?.focus()
  }, [lit])
  return (
    // Whoever writes an answer sees what it is about.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li ref={item} className="thread" aria-current={lit !== null || undefined} onFocus={light}>
      {anchor === null ? (
        <p className="thread-about">{t('comments.onDocument')}</p>
      ) : (
        <button
          type="button"
          className="thread-quote"
          dir="auto"
          translate="no"
          aria-label={t('comments.showWords', { words: anchor.quote })}
          onClick={show}
        >
          {anchor.quote}
        </button>
      )}
      {isOrphaned && <p className="thread-about">{t('comments.orphaned')}</p>}
      <ul role="list">
        {entries.map((entry) => (
          <li key={entry.id} className="entry">
            <span className="avatar" aria-hidden translate="no">
              {initials(nameOf(entry))}
            </span>
            <div>
              <p className="entry-who">
                <span className="entry-name" translate={entry.name === null ? undefined : 'no'}>
                  {nameOf(entry)}
                </span>
                <time dateTime={entry.at}>{timeWords(Date.parse(entry.at), now)}</time>
              </p>
              <p className="entry-text" dir="auto" translate="no">
                {entry.text}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {resolved !== null && <p className="thread-about">{t('comments.resolvedBy', { name: nameOf(resolved) })}</p>}
      {isKept && <p className="thread-about">{t('comments.resolvedMeanwhile')}</p>}
      {resolved === null && (
        <CommentField
          draft={draft}
          label={t('comments.yourAnswer')}
          button={t('comments.answer')}
          holds={fieldHolds}
          send={(entry, text) => reply(id, entry, text)}
        />
      )}
      <div className="thread-steps">
        <button type="button" className="button" onClick={() => void settle()}>
          {isOpen ? <Check aria-hidden /> : <RotateCcw aria-hidden />}
          {isOpen ? t('comments.resolve') : t('comments.reopen')}
        </button>
      </div>
      <p className="comment-note" role="alert">
        {failure !== null && failureWords('notDone', failure)}
      </p>
    </li>
  )
}
