// What a screen reader is told without being asked: one polite region for the whole app. Anyone calls `announce`; the app
// shows <Announcer/> once. What is said in quick succession is said together, and a sentence that was overtaken not at all.
import { useEffect, useState } from 'react'

/** Long enough for "left" and "joined" of a reload to meet, short enough to still belong to what happened. */
const GATHER_MS = 1_000

let waiting = new Map<string, string>()
let timer: ReturnType<typeof setTimeout> | undefined
let say: (words: string) => void = () => undefined

/** `topic`: a later sentence of the same one takes the place of one that was not said yet; an empty one takes it back. */
export function announce(topic: string, sentence: string): void {
  waiting.delete(topic)
  if (sentence !== '') waiting.set(topic, sentence)
  timer ??= setTimeout(sayAll, GATHER_MS)
}

function sayAll(): void {
  timer = undefined
  const words = [...waiting.values()].join(' ')
  waiting = new Map()
  if (words !== '') say(words)
}

export function Announcer() {
  const [said, setSaid] = useState({ words: '', count: 0 })
  useEffect(() => {
    say = (words) => setSaid(({ count }) => ({ words, count: count + 1 }))
    return () => {
      say = () => undefined
    }
  }, [])
  return (
    <div className="for-screen-readers" aria-live="polite" data-announcer>
      {/* A new element each time: the same sentence twice is news twice. */}
      <p key={said.count}>{said.words}</p>
    </div>
  )
}
