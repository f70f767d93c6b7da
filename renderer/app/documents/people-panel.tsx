// The panel under “2 here now” in a row of the list: who that is, while it is open. Loaded by document-row.tsx.
import '../../words/people-words.ts'
import { Popover } from '@base-ui/react/popover'
import { useTranslation } from 'react-i18next'
import type { SpokenProblemCode } from '../../../contracts/errors.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { Card } from '../../ui/card.tsx'
import type { WithTrigger } from '../../ui/late-popup.tsx'
import { useSlow } from '../../ui/use-slow.ts'
import { type Present, usePresentPeople } from './use-present-people.ts'
import './people-panel.css'

interface PeoplePanelProps extends WithTrigger {
  readonly id: DocumentId
  readonly onOpenChange: (open: boolean) => void
  /** Shows the document. */
  readonly enter: () => void
}

export function PeoplePanel({ trigger, onOpenChange, ...rest }: PeoplePanelProps) {
  return (
    <Card trigger={trigger} className="everybody people-panel" onOpenChange={onOpenChange}>
      <Contents {...rest} />
    </Card>
  )
}

/** There while the panel is open. */
function Contents({ id, enter }: Pick<PeoplePanelProps, 'id' | 'enter'>) {
  const { t } = useTranslation()
  const { present, again } = usePresentPeople(id)
  const words = useSentence(present)
  return (
    <>
      <Popover.Title className="menu-label">{t('people.title')}</Popover.Title>
      <ul role="list" aria-live="polite" data-past={present.state === 'away' || undefined}>
        {present.people?.map(({ client, name, color }) => (
          <li key={client} translate="no" dir="auto">
            <span className="person-dot" style={{ backgroundColor: color ?? undefined }} />
            {name ?? t('people.nameless')}
          </li>
        ))}
      </ul>
      <div className="people-note" role="status">
        {words}
      </div>
      <div className="people-steps">
        {present.state === 'away' && (
          <button type="button" className="button" onClick={again}>
            {t('people.again')}
          </button>
        )}
        <Popover.Close className="button outlined" onClick={enter}>
          {t('people.open')}
        </Popover.Close>
      </div>
    </>
  )
}

function useSentence({ state, people, code }: Present): string | null {
  const { t } = useTranslation()
  const isSlow = useSlow(state === 'asking')
  switch (state) {
    case 'asking':
      return isSlow ? t('people.asking') : null
    case 'here':
      return people?.length === 0 ? t('people.nobody') : null
    case 'away':
      if (people === null) return t('people.offline')
      return people.length === 0 ? t('people.nobodyBrokeOff') : t('people.brokeOff')
    case 'refused':
      return t('people.refused', { why: t(`relay.problems.${code as SpokenProblemCode}`) })
  }
}
