// Listens for the commands' keys, wherever the focus is.
import { useEffect, useRef } from 'react'
import type { Command } from './use-commands.ts'
import { isPressed } from './pressed.ts'

export function useCommandKeys(commands: readonly Command[]): void {
  const latest = useRef(commands)
  useEffect(() => {
    latest.current = commands
  }, [commands])
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented) return
      const command = latest.current.find((one) => isAsked(one, event))
      if (command === undefined) return
      event.preventDefault()
      // The editor has its own use for some of these keys: here they are the app's.
      event.stopPropagation()
      command.run()
    }
    addEventListener('keydown', pressed, { capture: true })
    return () => removeEventListener('keydown', pressed, { capture: true })
  }, [])
}

function isAsked({ id, keys }: Command, event: KeyboardEvent): boolean {
  if (id === 'shortcuts' && event.key === '?' && !event.ctrlKey && !event.metaKey) return !isWriting(event.target)
  if (keys === undefined || !isPressed(keys, event)) return false
  return !(id === 'palette' && isForALink(event.target))
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
}

/** In the text, with words selected or inside a link, Mod-K is the link's. */
function isForALink(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || !target.isContentEditable) return false
  const selection = getSelection()
  if (selection === null) return false
  const anchor = selection.anchorNode instanceof Element ? selection.anchorNode : selection.anchorNode?.parentElement
  return !selection.isCollapsed || (anchor?.closest('a[href]') ?? null) !== null
}
