// Tells a screen reader, politely, what happens around a document without anybody having looked: who comes and goes, and
// what becomes of the text.
import { useEffect } from 'react'
import type { OpenDocument } from '../../collab/open-document.ts'
import { announce } from '../../ui/announcer.tsx'
import { locale, t } from '../../words/words.ts'
import { statusWords } from './status-words.ts'

/** A reload and a short break of the network are nobody's coming or going. */
const SETTLE_MS = 2_000

export function useAnnouncements(open: OpenDocument): void {
  useEffect(() => announceStatus(open), [open])
  useEffect(() => announcePeople(open), [open])
}

/** What is wrong, and that it is right again. What passes by itself within seconds is not said. */
function announceStatus({ status }: OpenDocument): () => void {
  let isWrong = false
  const look = (): void => {
    const now = status.get()
    const wrong = now.kind === 'offline' || now.kind === 'waiting' || now.kind === 'action-needed'
    if (wrong || (now.kind === 'saved' && isWrong)) announce('status', statusWords(now, Date.now()).text)
    if (wrong || now.kind === 'saved') isWrong = wrong
  }
  look()
  return status.subscribe(look)
}

function announcePeople({ people, connection }: OpenDocument): () => void {
  let known = new Map<number, string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const say = (): void => {
    // Without a connection nobody is seen, and nobody has left for that.
    if (connection.get().transport === null) return
    const now = new Map(people.get().map(({ clientId, user }) => [clientId, user.name]))
    const came = [...now].filter(([id]) => !known.has(id)).map(([, name]) => name)
    const left = [...known].filter(([id]) => !now.has(id)).map(([, name]) => name)
    known = now
    announce('came', came.length === 0 ? '' : t('document.people.came', { names: listed(came) }))
    announce('left', left.length === 0 ? '' : t('document.people.left', { names: listed(left) }))
  }
  const look = (): void => {
    clearTimeout(timer)
    timer = setTimeout(say, SETTLE_MS)
  }
  const stop = people.subscribe(look)
  return () => {
    clearTimeout(timer)
    stop()
  }
}

const listed = (names: readonly string[]): string => new Intl.ListFormat(locale()).format(names)
