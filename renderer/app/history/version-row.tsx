// One named version, and what can be done with it. Used by versions.tsx.
import { Menu } from '@base-ui/react/menu'
import { Bookmark, Ellipsis, Eye, History, Pencil, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { GUEST } from '../../../contracts/guest.ts'
import type { VersionResource } from '../../../contracts/versions.ts'
import { PopupMenu } from '../../ui/popup-menu.tsx'
import { Question } from '../../ui/question.tsx'
import type { Versions } from './use-versions.ts'
import { VersionName } from './version-name.tsx'
import { whenWords } from './when-words.ts'

interface VersionRowProps extends Pick<Versions, 'rename' | 'remove'> {
  readonly version: VersionResource
  readonly now: number
  readonly show: () => void
  /** One after the other: a second that finds nothing to do would take the way back of the first away. */
  readonly isRestoring: boolean
  readonly restore: () => void
}

export function VersionRow({ version, now, show, isRestoring, restore, rename, remove }: VersionRowProps) {
  const { t } = useTranslation()
  const [isNaming, setNaming] = useState(false)
  const [isAsked, setAsked] = useState(false)
  const menu = useRef<HTMLButtonElement>(null)
  const { name, author } = version
  const at = Date.parse(version.createdAt)
  const leave = (): void => {
    // While the field is there: what goes with the focus on it has the dialog take that somewhere else.
    menu.current?.focus()
    setNaming(false)
  }
  return (
    <li className="history-row version">
      <Bookmark aria-hidden className="history-sign" />
      {isNaming ? (
        <VersionName name={name} keep={(wanted) => rename(version, wanted)} leave={leave} />
      ) : (
        <div>
          <button type="button" className="version-title" translate="no" dir="auto" onClick={show}>
            {name}
          </button>
          <p>
            <span translate={author.name === null ? undefined : 'no'}>
              {author.name ?? (author.id === GUEST ? t('history.guests') : author.id)}
            </span>
            {' · '}
            <time dateTime={version.createdAt}>{whenWords(at, at, now)}</time>
          </p>
        </div>
      )}
      <PopupMenu
        trigger={
          <button type="button" ref={menu} className="icon-button" aria-label={t('history.versions.actions', { name })}>
            <Ellipsis aria-hidden />
          </button>
        }
        // Renaming puts the focus into its field.
        finalFocus={false}
      >
        <Menu.Item className="menu-item" onClick={show}>
          <Eye aria-hidden /> {t('history.versions.show')}
        </Menu.Item>
        <Menu.Item className="menu-item" disabled={isRestoring} onClick={restore}>
          <History aria-hidden /> {t('history.versions.restore')}
        </Menu.Item>
        <Menu.Item className="menu-item" onClick={() => setNaming(true)}>
          <Pencil aria-hidden /> {t('history.versions.rename')}
        </Menu.Item>
        <Menu.Item className="menu-item" onClick={() => setAsked(true)}>
          <Trash2 aria-hidden /> {t('history.versions.delete')}
        </Menu.Item>
      </PopupMenu>
      <Question
        open={isAsked}
        close={() => setAsked(false)}
        title={t('history.versions.confirm.title', { name })}
        words={t('history.versions.confirm.words')}
        keep={t('history.versions.confirm.keep')}
        act={t('history.versions.confirm.delete')}
        run={() => void remove(version)}
      />
    </li>
  )
}
