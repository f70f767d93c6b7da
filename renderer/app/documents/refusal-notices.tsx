// Says it when the relay refused something that this computer had already shown as done: also what was refused while no window
// could be seen, or told the relay by another one. Part of <Notices/>.
import { useEffect } from 'react'
import { notify } from '../../ui/notify.ts'
import { useServices } from '../services.ts'

export function RefusalNotices() {
  const { documents } = useServices()
  useEffect(() => {
    const say = async (): Promise<void> => {
      if (document.hidden) return
      // Not taken before there are words for it.
      const refused = await documents.takeRefused(loadWords)
      if (refused.length === 0) return
      const { refusalNotice } = await loadWords()
      for (const deed of refused) notify(refusalNotice(deed))
    }
    const look = (): void => void say().catch(reportError)
    look()
    document.addEventListener('visibilitychange', look)
    const leave = documents.subscribe(look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      leave()
    }
  }, [documents])
  return null
}

const loadWords = () => import('./refusal-text.ts')
