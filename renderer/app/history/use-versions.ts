// The named versions of a document for as long as somebody looks at them, and what can be done with them.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UndoManager } from 'yjs'
import type { DocumentId, VersionId } from '../../../contracts/ids.ts'
import { MAX_VERSION_NAME_CHARACTERS } from '../../../contracts/limits.ts'
import type { VersionResource } from '../../../contracts/versions.ts'
import { VersionsService } from '../../api/versions-service.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { editorOnScreen } from '../document/editor-on-screen.ts'
import { shownDocument } from '../route.ts'
import { useServices } from '../services.ts'
import { allOnRelay } from './all-on-relay.ts'
import { OutcomeUnknown, outcomeOf, whyNot } from './version-problems.ts'

export interface Versions {
  readonly versions: readonly VersionResource[]
  /** Those that there are could not be asked for: why. What the history itself says is not said twice. */
  readonly problem: string | null
  /** Each throws OutcomeUnknown, or what `whyNot` has words for. */
  readonly keep: (version: VersionId, name: string) => Promise<void>
  readonly rename: (version: VersionResource, name: string) => Promise<void>
  /** These two tell of it themselves. */
  readonly remove: (version: VersionResource) => Promise<void>
  /** Answers whether the document says it again. */
  readonly restore: (version: VersionResource) => Promise<boolean>
}

/** `asked`: another object asks anew. */
export function useVersions(id: DocumentId, asked: object): Versions {
  const { t: words } = useTranslation()
  const services = useServices()
  const { relay } = services
  const [service] = useState(() => new VersionsService(relay, id))
  const [versions, setVersions] = useState<readonly VersionResource[]>([])
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    let left = false
    const told = (all: readonly VersionResource[] | null, why: string | null): void => {
      if (left) return
      if (all !== null) setVersions(all)
      setProblem(why)
    }
    service.list().then(
      (all) => told(all, null),
      (cause: unknown) => told(null, whyNot(cause)),
    )
    return () => {
      left = true
    }
  }, [service, asked])

  return {
    versions,
    problem,
    keep: async (version, name) => {
      await allOnRelay(services, id)
      const kept = await outcomeOf(service.keep(version, name))
      setVersions((all) => [kept, ...all.filter((one) => one.id !== kept.id)])
    },
    rename: async (version, name) => {
      const renamed = await outcomeOf(service.rename(version.id, name))
      setVersions((all) => all.map((one) => (one.id === renamed.id ? renamed : one)))
    },
    remove: async ({ id: version, name }) => {
      try {
        await outcomeOf(service.delete(version))
        setVersions((all) => all.filter((one) => one.id !== version))
      } catch (cause) {
        const text =
          cause instanceof OutcomeUnknown
            ? words('history.versions.unknown.deleted', { name })
            : words('history.versions.notDeleted', { name, why: whyNot(cause) })
        notify({ text })
      }
    },
    restore: async ({ id: version, name }) => await restored(service, id, version, name, 'beforeRestoring'),
  }
}

/** The notice outlives the panel: so does the way back. */
async function restored(
  service: VersionsService,
  id: DocumentId,
  version: VersionId,
  name: string,
  keepAs: 'beforeRestoring' | 'beforeUndo',
): Promise<boolean> {
  try {
    const { before } = await outcomeOf(service.restore(version, cut(t(`history.versions.${keepAs}`, { name }))))
    if (before === null) {
      notify({ text: t('history.versions.same', { name }), about: RESTORED })
      return true
    }
    forgetUndo(id)
    notify({
      text: t(keepAs === 'beforeUndo' ? 'history.versions.undone' : 'history.versions.restored', { name }),
      about: RESTORED,
      ...(keepAs === 'beforeRestoring' && {
        action: {
          label: t('history.versions.undo'),
          run: () => void restored(service, id, before.id, name, 'beforeUndo'),
        },
      }),
    })
    return true
  } catch (cause) {
    const text =
      cause instanceof OutcomeUnknown
        ? t('history.versions.unknown.restored', { name })
        : t('history.versions.notRestored', { name, why: whyNot(cause) })
    notify({ text, about: RESTORED })
    return false
  }
}

const RESTORED = 'a version restored'

/** Not within a pair of surrogates: that is no text. */
const cut = (name: string): string =>
  name.length <= MAX_VERSION_NAME_CHARACTERS
    ? name
    : `${name.slice(0, MAX_VERSION_NAME_CHARACTERS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`

/** What undo takes back it would bring a second time beside what the restore has brought. The way back is the notice's. */
function forgetUndo(id: DocumentId): void {
  if (id !== shownDocument()) return
  const storage = editorOnScreen()?.storage as { collaboration?: { history: UndoManager | null } } | undefined
  storage?.collaboration?.history?.clear()
}
