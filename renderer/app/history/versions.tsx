// The named versions of the document, above the rows of its history: a new one, and those that there are. Shown by history-panel.tsx.
import { BookmarkPlus } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId, VersionId } from '../../../contracts/ids.ts'
import type { VersionResource } from '../../../contracts/versions.ts'
import { newVersionId } from '../../api/versions-service.ts'
import { useVersions } from './use-versions.ts'
import { VersionDialog } from './version-dialog.tsx'
import { VersionName } from './version-name.tsx'
import { VersionRow } from './version-row.tsx'

/** More of them would push out of sight what the panel is about. */
const SHOWN_AT_FIRST = 5

interface NamedVersionsProps {
  readonly id: DocumentId
  readonly now: number
  /** Another object asks the relay anew. */
  readonly asked: object
  /** The history says already that nobody can be asked. */
  readonly isToldBelow: boolean
  readonly close: () => void
}

export function NamedVersions({ id, now, asked, isToldBelow, close }: NamedVersionsProps) {
  const { t } = useTranslation()
  const { versions, problem, keep, rename, remove, restore } = useVersions(id, asked)
  /** The id that the next one gets, however often it is tried. */
  const [naming, setNaming] = useState<VersionId | null>(null)
  const [shown, setShown] = useState<VersionResource | null>(null)
  const [isRestoring, setRestoring] = useState(false)
  const [isAll, setAll] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const leave = (): void => {
    button.current?.focus()
    setNaming(null)
  }
  const putBack = async (version: VersionResource): Promise<void> => {
    setRestoring(true)
    // Whoever puts it back wants to see the text.
    if (await restore(version)) close()
    setRestoring(false)
  }
  return (
    <section className="versions" aria-label={t('history.versions.title')}>
      {/* It stays: a button that goes with the focus on it has the dialog take that away from the field. */}
      <button
        ref={button}
        type="button"
        className="button outlined"
        aria-expanded={naming !== null}
        onClick={() => setNaming(naming ?? newVersionId())}
      >
        <BookmarkPlus aria-hidden /> {t('history.versions.name')}
      </button>
      {naming !== null && <VersionName name="" keep={(name) => keep(naming, name)} leave={leave} />}
      {problem !== null && !isToldBelow && (
        <p className="history-note">{t('history.versions.notRead', { why: problem })}</p>
      )}
      {versions.length > 0 && (
        <ul role="list" aria-label={t('history.versions.title')}>
          {versions.slice(0, isAll ? undefined : SHOWN_AT_FIRST).map((version) => (
            <VersionRow
              key={version.id}
              version={version}
              now={now}
              show={() => setShown(version)}
              isRestoring={isRestoring}
              restore={() => void putBack(version)}
              rename={rename}
              remove={remove}
            />
          ))}
        </ul>
      )}
      {versions.length > SHOWN_AT_FIRST && !isAll && (
        <button type="button" className="button outlined" onClick={() => setAll(true)}>
          {t('history.versions.all', { count: versions.length })}
        </button>
      )}
      {shown !== null && (
        <VersionDialog
          document={id}
          version={shown}
          isRestoring={isRestoring}
          restore={() => void putBack(shown)}
          close={() => setShown(null)}
        />
      )}
    </section>
  )
}
