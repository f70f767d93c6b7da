// The bar that finds and replaces, above the text's right end. Ctrl/⌘-F opens it with what is selected, Enter goes on,
// Shift-Enter back, Escape returns to the text with the match selected; Escape in the text closes it too.
import type { Editor } from '@tiptap/core'
import { CaseSensitive, ChevronDown, ChevronUp, Replace, WholeWord, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Tip } from '../../ui/tip.tsx'
import { endSearch, findingOf, onEscape, placeOf, replaceAll, replaceCurrent, search, step } from './find.ts'
import { useEditorState } from '../use-editor.ts'
import './find.css'

interface FindBarProps {
  readonly editor: Editor
  readonly readOnly: boolean
  /** Changes each time that somebody asks for the bar while it is there. */
  readonly asked: number
  readonly close: () => void
}

export function FindBar({ editor, readOnly, asked, close }: FindBarProps) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(() => selectedLine(editor))
  const [matchCase, setMatchCase] = useState(false)
  const [wholeWords, setWholeWords] = useState(false)
  const [replacing, setReplacing] = useState(false)
  useEffect(() => search(editor, { text, matchCase, wholeWords }), [editor, text, matchCase, wholeWords])
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [asked])

  const end = (): void => {
    endSearch(editor)
    close()
  }
  useEffect(
    () =>
      onEscape(editor, () => {
        endSearch(editor)
        close()
      }),
    [editor, close],
  )
  const keys = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') end()
    else if (event.key === 'Enter' && event.target === field.current) step(editor, event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <search className="find" aria-label={t('editor.find.label')} onKeyDown={keys}>
      <div className="find-row">
        <input
          ref={field}
          className="field find-field"
          aria-label={t('editor.find.field')}
          placeholder={t('editor.find.field')}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <FoundCount editor={editor} empty={text === ''} />
        <IconButton name={t('editor.find.matchCase')} pressed={matchCase} press={() => setMatchCase(!matchCase)}>
          <CaseSensitive aria-hidden />
        </IconButton>
        <IconButton name={t('editor.find.wholeWords')} pressed={wholeWords} press={() => setWholeWords(!wholeWords)}>
          <WholeWord aria-hidden />
        </IconButton>
        <IconButton name={t('editor.find.previous')} press={() => step(editor, -1)}>
          <ChevronUp aria-hidden />
        </IconButton>
        <IconButton name={t('editor.find.next')} press={() => step(editor, 1)}>
          <ChevronDown aria-hidden />
        </IconButton>
        {!readOnly && (
          <IconButton name={t('editor.find.showReplace')} pressed={replacing} press={() => setReplacing(!replacing)}>
            <Replace aria-hidden />
          </IconButton>
        )}
        <IconButton name={t('editor.find.close')} press={end}>
          <X aria-hidden />
        </IconButton>
      </div>
      {replacing && !readOnly && <ReplaceRow editor={editor} />}
    </search>
  )
}

function ReplaceRow({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const [replacement, setReplacement] = useState('')
  const [replaced, setReplaced] = useState<number | null>(null)
  return (
    <div className="find-row">
      <input
        className="field find-field"
        aria-label={t('editor.find.replaceField')}
        placeholder={t('editor.find.replaceField')}
        value={replacement}
        onChange={(event) => {
          setReplacement(event.target.value)
          setReplaced(null)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          replaceCurrent(editor, replacement)
        }}
      />
      <button type="button" className="button outlined" onClick={() => replaceCurrent(editor, replacement)}>
        {t('editor.find.replace')}
      </button>
      <button type="button" className="button outlined" onClick={() => setReplaced(replaceAll(editor, replacement))}>
        {t('editor.find.replaceAll')}
      </button>
      <span className="find-count" aria-live="polite">
        {replaced === null ? '' : t('editor.find.replaced', { count: replaced })}
      </span>
    </div>
  )
}

function FoundCount({ editor, empty }: { editor: Editor; empty: boolean }) {
  const { t } = useTranslation()
  const { at, count } = useEditorState(editor, (current) => {
    const finding = findingOf(current.state)
    return { at: placeOf(finding), count: finding.matches?.length ?? null }
  })
  const words = (): string => {
    if (empty) return ''
    if (count === null) return t('editor.find.searching')
    return count === 0 ? t('editor.find.none') : t('editor.find.of', { at, count })
  }
  return (
    <span className="find-count" aria-live="polite">
      {words()}
    </span>
  )
}

interface IconButtonProps {
  readonly name: string
  readonly pressed?: boolean
  readonly press: () => void
  readonly children: React.ReactElement
}

function IconButton({ name, pressed, press, children }: IconButtonProps) {
  return (
    <Tip text={name}>
      <button type="button" className="icon-button" aria-label={name} aria-pressed={pressed} onClick={press}>
        {children}
      </button>
    </Tip>
  )
}

/** What is selected within one line is most likely what is looked for. */
function selectedLine({ state }: Editor): string {
  const { selection, doc } = state
  const isLine = !selection.empty && selection.$from.sameParent(selection.$to)
  return isLine ? doc.textBetween(selection.from, Math.min(selection.to, selection.from + 200)) : ''
}
