// Asking for the bar that finds: with a button in the toolbar, or Ctrl/⌘-F anywhere on the page.
import { Toolbar } from '@base-ui/react/toolbar'
import { Search } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isModHeld } from '../../ui/shortcut.ts'
import { Tip } from '../../ui/tip.tsx'

export const FIND_KEYS = 'Mod-F'

export function FindButton({ ask }: { ask: () => void }) {
  const { t } = useTranslation()
  return (
    <Tip text={t('editor.find.label')} keys={FIND_KEYS}>
      <Toolbar.Button className="icon-button" aria-label={t('editor.find.label')} onClick={ask}>
        <Search aria-hidden />
      </Toolbar.Button>
    </Tip>
  )
}

interface FindAsked {
  /** How often since the bar was closed; 0 while it is. */
  readonly asked: number
  readonly ask: () => void
  readonly close: () => void
}

export function useFindAsked(): FindAsked {
  const [asked, setAsked] = useState(0)
  const ask = useCallback(() => setAsked((before) => before + 1), [])
  const close = useCallback(() => setAsked(0), [])
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'f' || !isModHeld(event) || event.shiftKey || event.altKey) return
      // In a dialog above the text the browser's own is what helps.
      if (event.target instanceof Element && event.target.closest('[role="dialog"]') !== null) return
      event.preventDefault()
      ask()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [ask])
  return { asked, ask, close }
}
