// `/`: shows nothing for long. Decides where to go and goes there.
import { useEffect, useState } from 'react'
import { Skeleton } from '../document/skeleton.tsx'
import { usePerson } from '../person/person.tsx'
import { go } from '../route.ts'
import { useServices } from '../services.ts'
import { whereToStart } from './where-to-start.ts'

/** This computer's storage did not answer. app-failed.tsx says so. */
export class NotOpened extends Error {}

export function StartScreen() {
  const services = useServices()
  const { user } = usePerson()
  const [failure, setFailure] = useState<NotOpened | null>(null)

  useEffect(() => {
    let left = false
    whereToStart(services, user).then(
      ({ path, caret }) => {
        if (!left) go(path, 'replace', { caret })
      },
      (cause: unknown) => {
        if (!left) setFailure(new NotOpened('storage did not answer', { cause }))
      },
    )
    return () => {
      left = true
    }
  }, [services, user])

  if (failure !== null) throw failure
  return <Skeleton />
}
