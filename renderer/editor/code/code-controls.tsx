// The language of the code block around the caret, and a button that copies its code.
import type { Editor } from '@tiptap/core'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LANGUAGES, languageNamed } from './languages.ts'
import { useEditorState } from '../use-editor.ts'

interface CodeControlsProps {
  readonly editor: Editor
  readonly position: number
  readonly copyText: (text: string) => Promise<void>
}

export function CodeControls({ editor, position, copyText }: CodeControlsProps) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const said = useEditorState(editor, (current) => {
    const language: unknown = current.state.doc.nodeAt(position)?.attrs['language']
    return typeof language === 'string' ? language : ''
  })
  const known = languageNamed(said)?.id
  const choose = (language: string): void => {
    editor
      .chain()
      .updateAttributes('codeBlock', { language: language === '' ? null : language })
      .run()
  }
  const copy = async (): Promise<void> => {
    await copyText(editor.state.doc.nodeAt(position)?.textContent ?? '')
    // Where copying took the focus for a moment, the caret is back before the next key.
    if (editor.view.hasFocus()) editor.view.focus()
    setCopied(true)
  }
  return (
    <>
      <select
        className="code-language"
        aria-label={t('editor.codeBlock.language')}
        value={known ?? said}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{t('editor.codeBlock.plain')}</option>
        {/* A language that somebody named and that is not coloured here stays what it is. */}
        {said !== '' && known === undefined && <option value={said}>{said}</option>}
        {LANGUAGES.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="icon-button"
        aria-label={t('editor.codeBlock.copy')}
        title={t('editor.codeBlock.copy')}
        onMouseDown={(event) => event.preventDefault()}
        onBlur={() => setCopied(false)}
        onClick={() => void copy().catch(reportError)}
      >
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      </button>
      <span className="for-screen-readers" aria-live="polite">
        {copied ? t('editor.codeBlock.copied') : ''}
      </span>
    </>
  )
}
