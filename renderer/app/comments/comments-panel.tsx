// The comments on the document, in a panel beside its text: what is open, a field for a new one about the words that are selected, and,
// when asked for, what is resolved.
import { Dialog } from '@base-ui/react/dialog'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommentAnchor, CommentThread } from '../../../contracts/comments.ts'
import type { SpokenProblemCode } from '../../../contracts/errors.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { draftKey } from '../../api/comment-drafts.ts'
import { shortcutText } from '../../ui/shortcut.ts'
import { useNow } from '../../ui/use-now.ts'
import { useSlow } from '../../ui/use-slow.ts'
import '../../words/comment-words.ts'
import { keysOf } from '../commands/command-list.ts'
import type { CommentsAsked } from '../commands/commands-context.ts'
import { useServices } from '../services.ts'
import { PanelHead } from '../side-panel.tsx'
import { CommentField } from './comment-field.tsx'
import { ThreadItem } from './thread-item.tsx'
import { byAge } from './threads.ts'
import { type Comments, useComments } from './use-comments.ts'
import { useClickedWords } from './use-clicked-words.ts'
import { useKept } from './use-kept.ts'
import { showWords, threadAtCaret, useMarks, useOrphans, useSelectedWords } from './use-text.ts'
import './comments.css'

const MINUTE_MS = 60_000
const KEYS = keysOf('comments')!
/** Below it the panel covers the text. */
const BESIDE_PX = 700

interface CommentsPanelProps {
  readonly id: DocumentId
  /** Another one asks again. */
  readonly asked: CommentsAsked
  readonly close: () => void
}

export function CommentsPanel({ id, asked, close }: CommentsPanelProps) {
  const { t } = useTranslation()
  const { relayIdentity } = useServices()
  const comments = useComments(id)
  const selected = useSelectedWords()
  const { kept, holds } = useKept(comments.open)
  const orphans = useOrphans(comments.open, comments.resolved)
  const now = useNow(MINUTE_MS)
  const field = useRef<HTMLTextAreaElement>(null)
  const threads = useRef<HTMLDivElement>(null)
  const [lit, setLit] = useState(() => litThread(asked.thread ?? threadAtCaret()))
  const light = (thread: string | null): void => setLit(litThread(thread))
  useClickedWords(light)
  const [about, setAbout] = useState<CommentAnchor | null>(null)
  const [isWriting, setWriting] = useState(false)
  useMarks(comments, lit?.thread ?? null, isWriting ? about : null)
  useEffect(() => {
    if (asked.thread === null) field.current?.focus()
  }, [asked])
  const show = ({ id: thread, anchor }: CommentThread): void => {
    light(thread)
    // That its words are gone, it says itself in a moment.
    if (anchor !== null && showWords({ id: thread, anchor }) && innerWidth < BESIDE_PX) close()
  }
  const isKept = (thread: CommentThread): boolean => kept.includes(thread)
  const keptIds = new Set(kept.map(({ id: thread }) => thread))
  const open = kept.length === 0 ? comments.open : [...comments.open, ...kept].sort(byAge)
  const resolved = comments.resolved?.filter(({ id: thread }) => !keptIds.has(thread))
  const itemOf = (thread: CommentThread) => (
    <ThreadItem
      key={thread.id}
      thread={thread}
      now={now}
      draft={draftKey(relayIdentity, id, thread.id)}
      isKept={isKept(thread)}
      holds={holds}
      isOrphaned={orphans.has(thread.id)}
      lit={lit?.thread === thread.id ? lit : null}
      light={() => lit?.thread !== thread.id && light(thread.id)}
      show={() => show(thread)}
      reply={comments.reply}
      resolve={(...settled) => {
        threads.current?.focus({ preventScroll: true }) // The button goes with the thread.
        return comments.resolve(...settled)
      }}
    />
  )
  return (
    // The text beside it can be read, selected and written meanwhile.
    <Dialog.Root open modal={false} disablePointerDismissal onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Popup className="side-panel comments" initialFocus={asked.thread === null ? field : threads}>
          <PanelHead>{t('comments.title')}</PanelHead>
          <div
            className="comments-new"
            onFocus={() => setWriting(true)}
            onBlur={() => setWriting(false)}
            onInput={() => setWriting(true)}
          >
            <CommentField
              draft={draftKey(relayIdentity, id, null)}
              label={t('comments.new')}
              button={t('comments.comment')}
              anchor={selected}
              asked={asked}
              renderAnchor={(anchor) => <About anchor={anchor} tell={setAbout} />}
              field={field}
              send={(thread, text, anchor) => {
                setWriting(false)
                light(thread) // Into view, wherever it comes in the list.
                return comments.begin(thread, anchor, text)
              }}
            />
          </div>
          {/* The keyboard scrolls what has the focus. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div ref={threads} className="panel-rows" role="group" aria-label={t('comments.open')} tabIndex={0}>
            <ul role="list">{open.map(itemOf)}</ul>
            <Note {...comments} />
            {comments.state === 'told' && (
              <button
                type="button"
                className="button outlined"
                aria-expanded={comments.resolved !== null}
                onClick={() => comments.showResolved(comments.resolved === null)}
              >
                {comments.resolved === null ? t('comments.showResolved') : t('comments.hideResolved')}
              </button>
            )}
            {resolved !== undefined && <ul role="list">{resolved.map(itemOf)}</ul>}
            {resolved?.length === 0 && <p className="comments-note">{t('comments.noneResolved')}</p>}
            {comments.lacksResolved && <p className="comments-note">{t('comments.lacksResolved')}</p>}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Each time another object, which brings the thread into view again. */
const litThread = (thread: string | null): { readonly thread: string } | null => (thread === null ? null : { thread })

/** What a new comment is about; `tell` hears it too. */
function About({ anchor, tell }: { anchor: CommentAnchor | null; tell: (anchor: CommentAnchor | null) => void }) {
  const { t } = useTranslation()
  useEffect(() => tell(anchor), [tell, anchor])
  if (anchor === null) return <p className="thread-about">{t('comments.aboutDocument')}</p>
  return (
    <>
      <p className="thread-about">{t('comments.aboutWords')}</p>
      <p className="thread-quote" dir="auto" translate="no">
        {anchor.quote}
      </p>
    </>
  )
}

function Note({ state, code, open, again }: Comments) {
  const { t } = useTranslation()
  const isSlow = useSlow(state === 'asking')
  const words = (): string | null => {
    switch (state) {
      case 'asking':
        return isSlow ? t('comments.asking') : null
      case 'told':
        return open.length === 0 ? t('comments.empty', { keys: shortcutText(KEYS) }) : null
      case 'away':
        return open.length === 0 ? t('comments.offline') : t('comments.brokeOff')
      case 'refused':
        return code === 'document-not-found'
          ? t('comments.unknown')
          : t('comments.refused', { why: t(`relay.problems.${code as SpokenProblemCode}`) })
    }
  }
  return (
    <>
      {/* Always there: a region that comes together with its words is not read out everywhere. */}
      <div className="comments-note" role="status">
        {words()}
      </div>
      {(state === 'away' || state === 'refused') && (
        <button type="button" className="button outlined" onClick={again}>
          {t('comments.again')}
        </button>
      )}
    </>
  )
}
