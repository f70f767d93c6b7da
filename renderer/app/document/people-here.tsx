// Everybody else in the document: initials in their colour, the name as a tooltip.
import type { OpenDocument, Person } from '../../collab/open-document.ts'
import { Tip } from '../../ui/tip.tsx'
import { useReadable } from './use-readable.ts'
import './people-here.css'

/** More than these are a number. */
const MOST_SHOWN = 4

export function PeopleHere({ open }: { open: OpenDocument }) {
  const people = useReadable(open.people)
  const shown = people.length > MOST_SHOWN ? people.slice(0, MOST_SHOWN - 1) : people
  const more = people.slice(shown.length)
  return (
    <ul className="people" aria-label="People here">
      {shown.map((person) => (
        <Avatar key={person.clientId} person={person} />
      ))}
      {more.length > 0 && (
        <Tip text={more.map(({ user }) => user.name).join(', ')}>
          <li className="avatar more">+{more.length}</li>
        </Tip>
      )}
    </ul>
  )
}

function Avatar({ person: { user } }: { person: Person }) {
  return (
    <Tip text={user.name}>
      <li className="avatar" style={{ backgroundColor: user.color }} aria-label={user.name}>
        {initials(user.name)}
      </li>
    </Tip>
  )
}

/** Whole graphemes: the first of an emoji's code units is not a letter. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u)
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  const segmenter = new Intl.Segmenter()
  return chosen.map((word) => [...segmenter.segment(word ?? '')][0]?.segment.toLocaleUpperCase() ?? '').join('')
}
