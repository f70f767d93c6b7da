// The headings of a document, each a way to its place, the one that is being read marked. In outline.tsx's panel, and in the
// popover of a narrow window.
import type { Editor } from '@tiptap/core'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { blockElement } from '../chunks/chunks.ts'
import { scrollTo } from '../scroll-to.ts'
import { positionOf, useHeadings } from './headings.ts'

export function Headings({ editor, chosen }: { editor: Editor; chosen?: () => void }) {
  const { t } = useTranslation()
  const entries = useHeadings(editor)
  const current = useHeadingInView(
    editor,
    entries.map(({ block }) => block),
  )
  if (entries.length === 0) return <p className="outline-empty">{t('editor.outline.empty')}</p>
  const top = Math.min(...entries.map(({ level }) => level))
  const go = (block: number): void => {
    const position = positionOf(editor.state.doc, block) + 1
    editor.chain().setTextSelection(position).focus(undefined, { scrollIntoView: false }).run()
    scrollTo(editor.view, position, 'start')
    chosen?.()
  }
  return (
    // The arrow keys go from one to the next; the list is one stop for the Tab key.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul className="outline-list" onKeyDown={moveFocus}>
      {entries.map(({ level, text, block }, at) => (
        <li key={block}>
          <button
            type="button"
            className="outline-entry"
            data-depth={Math.min(level - top, 4)}
            aria-current={at === current ? 'location' : undefined}
            tabIndex={at === Math.max(current, 0) ? 0 : -1}
            onClick={() => go(block)}
          >
            {text === '' ? t('editor.outline.untitled') : text}
          </button>
        </li>
      ))}
    </ul>
  )
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  buttons[Math.max(0, Math.min(to, buttons.length - 1))]?.focus()
}

/** Which of the headings the upper part of the page belongs to; -1 above the first. */
function useHeadingInView(editor: Editor, blocks: readonly number[]): number {
  const [current, setCurrent] = useState(-1)
  const key = blocks.join(' ')
  useEffect(() => {
    const page = editor.view.dom.closest('.page')
    if (page === null) return undefined
    const places = key === '' ? [] : key.split(' ').map(Number)
    let frame = 0
    const look = (): void => {
      if (editor.isDestroyed) return
      const line = page.getBoundingClientRect().top + page.clientHeight / 4
      // They stand in order, so half of those left is asked away each time.
      let [low, high] = [0, places.length]
      while (low < high) {
        const middle = (low + high) >> 1
        const element = blockElement(editor.view, places[middle]!)
        if (element !== undefined && isAbove(element, line)) low = middle + 1
        else high = middle
      }
      setCurrent(low - 1)
    }
    const later = (): void => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(look)
    }
    later()
    page.addEventListener('scroll', later, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      page.removeEventListener('scroll', later)
    }
  }, [editor, key])
  return current
}

/** Asks its chunk first: what is far away would have to be laid out to say where it is. */
function isAbove(heading: Element, line: number): boolean {
  const chunk = heading.parentElement!.getBoundingClientRect()
  return chunk.bottom <= line || (chunk.top <= line && heading.getBoundingClientRect().top <= line)
}
