// Commands of the system's menu, in React: whoever can do one says so while it is on the screen.
import { useEffect, useRef } from 'react'
import type { MenuCommand } from '../../../contracts/desktop.ts'
import { useServices } from '../services.ts'

/** Null: not now. Nothing happens in the browser, which has no such menu. */
export function useMenuCommand(command: MenuCommand, run: (() => void) | null): void {
  const { desktop } = useServices().platform
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  }, [run])
  const isAble = run !== null
  useEffect(() => (isAble ? desktop?.can(command, () => latest.current?.()) : undefined), [desktop, command, isAble])
}
