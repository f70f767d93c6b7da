// `/`: shows nothing for long. Decides where to go and goes there.
import { type ReactNode, useEffect, useState } from 'react'
import { arrived } from '../../ui/arrived.ts'
import { loadText } from '../document/load-text.ts'
import { Skeleton } from '../document/skeleton.tsx'
import { AppFailed } from '../load-interface.tsx'
import { PartMissing } from '../part-missing.tsx'
import { usePerson } from '../person/person.tsx'
import { go } from '../route.ts'
import { useServices } from '../services.ts'
import { NotOpened } from '../start-services.ts'
import { whereToStart } from './where-to-start.ts'

export function StartScreen() {
  const services = useServices()
  const { user } = usePerson()
  const [shown, show] = useState<ReactNode>(<Skeleton />)

  useEffect(() => {
    let left = false
    const start = async (): Promise<void> => {
      try {
        const { path, caret } = await whereToStart(services, user)
        if (!left) go(path, 'replace', { caret })
      } catch (cause) {
        // A first document needs the editor.
        if (
          await loadText().then(
            () => true,
            () => false,
          )
        ) {
          reportError(cause)
          show(<AppFailed cause={new NotOpened('storage did not answer', { cause })} during="use" />)
        } else {
          show(<PartMissing />)
          await arrived(loadText)
          if (!left) await start()
        }
      }
    }
    void start()
    return () => {
      left = true
    }
  }, [services, user])

  return shown
}
