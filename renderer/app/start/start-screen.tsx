// `/`: shows nothing for long. Decides where to go and goes there.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Skeleton } from '../document/skeleton.tsx'
import { Message } from '../message.tsx'
import { usePerson } from '../person/person.tsx'
import { go } from '../route.ts'
import { useServices } from '../services.ts'
import { whereToStart } from './where-to-start.ts'

export function StartScreen() {
  const { t } = useTranslation()
  const services = useServices()
  const { user } = usePerson()
  const [failure, setFailure] = useState<string | null>(null)

  useEffect(() => {
    let left = false
    whereToStart(services, user).then(
      ({ path, caret }) => {
        if (!left) go(path, 'replace', { caret })
      },
      (cause: unknown) => {
        reportError(cause)
        if (!left) setFailure(String(cause))
      },
    )
    return () => {
      left = true
    }
  }, [services, user])

  if (failure === null) return <Skeleton />
  return (
    <Message title={t('start.notOpened.title')} action={{ label: t('start.tryAgain'), run: () => location.reload() }}>
      {t('start.notOpened.words', { why: failure })}
    </Message>
  )
}
