// Where a comment is written. Its words are kept in this browser until the relay has them, and stand in the field again when it does not
// take them.
import { type ReactNode, type Ref, useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommentAnchor } from '../../../contracts/comments.ts'
import { MAX_COMMENT_CHARACTERS } from '../../../contracts/limits.ts'
import { type Draft, dropSentDraft, keepDraft, readDraft } from '../../api/comment-drafts.ts'
import { randomId } from '../../api/random-id.ts'
import { announce } from '../../ui/announcer.tsx'
import { notify } from '../../ui/notify.ts'
import { isModHeld, shortcutText } from '../../ui/shortcut.ts'
import { useFailureWords } from './failure-words.ts'
import type { Failure } from './use-comments.ts'
import { useIsShown } from './use-is-shown.ts'

interface CommentFieldProps {
  /** Of draftKey. */
  readonly draft: string
  readonly label: string
  readonly button: string
  /** What a new thread is about while nothing has been written yet. */
  readonly anchor?: CommentAnchor | null
  /** Another one: somebody has asked for a comment on the words that are selected now. What was being written is about these then. */
  readonly asked?: object
  /** Shows above the field what the comment is about. */
  readonly renderAnchor?: (anchor: CommentAnchor | null) => ReactNode
  readonly field?: Ref<HTMLTextAreaElement>
  /** Whether there are words in it that the relay does not have. */
  readonly holds?: (words: boolean) => void
  readonly send: (id: string, text: string, anchor: CommentAnchor | null) => Promise<Failure | null>
}

export function CommentField({
  draft: key,
  label,
  button,
  anchor = null,
  asked,
  renderAnchor,
  field,
  holds,
  send,
}: CommentFieldProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(() => readDraft(key))
  const [isSending, setSending] = useState(false)
  const [askedBefore, setAskedBefore] = useState<object>()
  if (asked !== askedBefore) {
    setAskedBefore(asked)
    // One that may have arrived stays what it was.
    if (anchor !== null && draft.text !== '' && draft.id === null) setDraft({ ...draft, anchor })
  }
  const [failure, setFailure] = useState<Failure | null>(null)
  const failureWords = useFailureWords()
  const note = useId()
  const isShown = useIsShown()
  const about = draft.text === '' && !isSending ? anchor : draft.anchor
  const text = draft.text.trim()
  const tooMany = text.length - MAX_COMMENT_CHARACTERS

  const hasWords = draft.text !== ''
  useEffect(() => holds?.(hasWords), [holds, hasWords])

  const write = (next: Draft): void => {
    setDraft(next)
    keepDraft(key, next)
  }
  const submit = async (): Promise<void> => {
    if (text === '' || tooMany > 0 || isSending) return
    const sent = { text: draft.text, anchor: about, id: draft.id ?? randomId() }
    write(sent)
    setSending(true)
    setFailure(null)
    const why = await send(sent.id, text, about)
    if (why === null) {
      dropSentDraft(key, sent)
      setDraft(readDraft(key))
      announce('comments', t('comments.sent'))
    } else if (!isShown.current) notify({ text: failureWords('notSent', why) })
    setFailure(why)
    setSending(false)
  }
  return (
    <form
      className="comment-form"
      onSubmit={(event) => {
        event.preventDefault()
        // The button goes with the words.
        event.currentTarget.querySelector('textarea')?.focus()
        void submit()
      }}
    >
      {renderAnchor?.(about)}
      <textarea
        ref={field}
        className="field comment-field"
        rows={1}
        aria-label={label}
        aria-describedby={note}
        placeholder={isSending ? t('comments.sending') : label}
        // What is on its way stands among the comments already.
        value={isSending ? '' : draft.text}
        readOnly={isSending}
        onChange={({ target }) => write({ text: target.value, anchor: about, id: null })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing || !isModHeld(event)) return
          event.preventDefault()
          void submit()
        }}
      />
      <p className="comment-note" id={note} role="alert">
        {tooMany > 0
          ? t('comments.tooLong', { count: tooMany })
          : failure !== null && !isSending && failureWords('notSent', failure)}
      </p>
      {draft.text !== '' && !isSending && (
        <div className="comment-steps">
          <span className="comment-keys">{t('comments.sends', { keys: shortcutText('Mod-Enter') })}</span>
          <button type="submit" className="button filled" disabled={text === '' || tooMany > 0}>
            {button}
          </button>
        </div>
      )}
    </form>
  )
}
