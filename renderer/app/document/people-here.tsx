// Everybody else in the document: initials in their colour, the name as a tooltip. More than a few are a number, which
// opens the list of all names.
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../../collab/open-document.ts'
import { latePopup } from '../../ui/late-popup.tsx'
import { Tip } from '../../ui/tip.tsx'
import { useReadable } from './use-readable.ts'
import './people-here.css'

const Everybody = latePopup('dialog', async () => (await import('./everybody.tsx')).Everybody)

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
      {more > 0 && (
        <Everybody
          people={people}
          trigger={
            <button type="button" className="avatar more" aria-label={t('document.people.more')}>
              +{more}
            </button>
          }
        />
      )}
    </>
  )
}

/** Whole graphemes: the first of an emoji's code units is not a letter. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u)
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  const segmenter = new Intl.Segmenter()
  return chosen.map((word) => [...segmenter.segment(word ?? '')][0]?.segment.toLocaleUpperCase() ?? '').join('')
}
