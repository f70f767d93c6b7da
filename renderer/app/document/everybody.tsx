// The list of everybody else in the document, with all names. Loaded by people-here.tsx.
import { Popover } from '@base-ui/react/popover'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../collab/open-document.ts'
import { Card } from '../../ui/card.tsx'
import type { WithTrigger } from '../../ui/late-popup.tsx'

interface EverybodyProps extends WithTrigger {
  readonly people: readonly Person[]
}

export function Everybody({ trigger, people }: EverybodyProps) {
  const { t } = useTranslation()
  return (
    <Card trigger={trigger} className="everybody">
      <Popover.Title className="menu-label">{t('document.people.here')}</Popover.Title>
      <ul role="list">
        {people.map(({ clientId, user }) => (
          <li key={clientId} translate="no" dir="auto">
            <span className="person-dot" style={{ backgroundColor: user.color }} />
            {user.name}
          </li>
        ))}
      </ul>
    </Card>
  )
}
