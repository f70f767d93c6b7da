// Everybody else in the document: initials in their colour, the name as a tooltip. More than a few are a number, which
// opens the list of all names.
import { Popover } from '@base-ui/react/popover'
import { useTranslation } from 'react-i18next'
import type { OpenDocument, Person } from '../../collab/open-document.ts'
import { Tip } from '../../ui/tip.tsx'
import { useReadable } from './use-readable.ts'
import './people-here.css'

/** More than these are a number. */
const MOST_SHOWN = 4

export function PeopleHere({ open }: { open: OpenDocument }) {
  const { t } = useTranslation()
  const people = useReadable(open.people)
  const shown = people.length > MOST_SHOWN ? people.slice(0, MOST_SHOWN - 1) : people
  const more = people.length - shown.length
  return (
    <>
      <ul className="people" role="list" aria-label={t('document.people.here')}>
        {shown.map(({ clientId, user }) => (
          <Tip key={clientId} text={user.name}>
            <li className="avatar" translate="no" style={{ backgroundColor: user.color }} aria-label={user.name}>
              {initials(user.name)}
            </li>
          </Tip>
        ))}
      </ul>
      {more > 0 && <Everybody people={people} more={more} />}
    </>
  )
}

function Everybody({ people, more }: { people: readonly Person[]; more: number }) {
  const { t } = useTranslation()
  return (
    <Popover.Root>
      <Popover.Trigger className="avatar more" aria-label={t('document.people.more')}>
        +{more}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={8} align="end" collisionPadding={8} className="above">
          <Popover.Popup className="popup everybody">
            <Popover.Title className="menu-label">{t('document.people.here')}</Popover.Title>
            <ul role="list">
              {people.map(({ clientId, user }) => (
                <li key={clientId} translate="no" dir="auto">
                  <span className="person-dot" style={{ backgroundColor: user.color }} />
                  {user.name}
                </li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Whole graphemes: the first of an emoji's code units is not a letter. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u)
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  const segmenter = new Intl.Segmenter()
  return chosen.map((word) => [...segmenter.segment(word ?? '')][0]?.segment.toLocaleUpperCase() ?? '').join('')
}
