// The folders above the list of documents: which one it shows, a new one, and what can be done with the chosen one. Loaded by
// documents-page.tsx.
import { Menu } from '@base-ui/react/menu'
import { ChevronDown, Folder, FolderPlus, Pencil, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderId } from '../../../contracts/ids.ts'
import type { LibraryFolder } from '../../api/library-rows.ts'
import { NameField } from '../../ui/name-field.tsx'
import { PopupMenu } from '../../ui/popup-menu.tsx'
import { Question } from '../../ui/question.tsx'
import { useDocuments } from '../documents/documents-queries.ts'
import { useFolderDeeds } from './folder-deeds.ts'
import { useFolders } from './use-folders.ts'
import '../../words/folder-words.ts'
import './folder-bar.css'

export interface FolderBarProps {
  /** Null: all documents. */
  readonly chosen: FolderId | null
  readonly choose: (folder: FolderId | null) => void
}

/** Which one has a field in its place. */
type Naming = FolderId | 'new' | null

export function FolderBar({ chosen, choose }: FolderBarProps) {
  const { t } = useTranslation()
  const folders = useFolders()
  const { create, rename } = useFolderDeeds()
  const [naming, setNaming] = useState<Naming>(null)
  const before = useRef<readonly LibraryFolder[] | null>(null)
  useEffect(() => {
    // Deleted since, or while this app was not open; one that was just made is not known here yet.
    const isIt = ({ id }: LibraryFolder): boolean => id === chosen
    const wasThere = before.current?.some(isIt) ?? true
    if (folders !== null && chosen !== null && wasThere && !folders.some(isIt)) choose(null)
    before.current = folders
  }, [folders, chosen, choose])
  if (folders === null) return <div className="folder-bar" />
  return (
    <div className="folder-bar" role="group" aria-label={t('folders.label')}>
      {folders.length > 0 && (
        <button type="button" className="folder-chip" aria-pressed={chosen === null} onClick={() => choose(null)}>
          {t('folders.all')}
        </button>
      )}
      {folders.map((folder) =>
        naming === folder.id ? (
          <FolderName
            key={folder.id}
            title={folder.title}
            done={(title) => {
              setNaming(null)
              if (title !== null) void rename(folder.id, title)
            }}
          />
        ) : (
          <span
            key={folder.id}
            ref={folder.id === chosen ? intoSight : undefined}
            className="folder-place"
            data-chosen={folder.id === chosen || undefined}
          >
            <button
              type="button"
              className="folder-chip"
              aria-pressed={folder.id === chosen}
              onClick={() => choose(folder.id)}
            >
              <Folder aria-hidden />
              <span className="folder-title" translate="no" dir="auto">
                {folder.title}
              </span>
            </button>
            {folder.id === chosen && <FolderMenu folder={folder} startNaming={() => setNaming(folder.id)} />}
          </span>
        ),
      )}
      {naming === 'new' ? (
        <FolderName
          title=""
          done={(title) => {
            setNaming(null)
            if (title !== null) void create(title).then((id) => id !== undefined && choose(id))
          }}
        />
      ) : (
        <button type="button" className="folder-chip" onClick={() => setNaming('new')}>
          <FolderPlus aria-hidden /> {t('folders.create')}
        </button>
      )}
    </div>
  )
}

interface FolderNameProps {
  readonly title: string
  /** Null: it was called off, or nothing else was typed. */
  readonly done: (title: string | null) => void
}

function FolderName({ title, done }: FolderNameProps) {
  const { t } = useTranslation()
  const label = t('folders.name')
  return (
    <NameField
      className="folder-name"
      name={title}
      label={label}
      placeholder={label}
      done={(typed, before) => done(typed === '' || typed === before ? null : typed)}
    />
  )
}

/** In a narrow window the line may have to scroll for it. */
const intoSight = (place: HTMLElement | null): void => place?.scrollIntoView({ block: 'nearest', inline: 'nearest' })

/** What stands in the place of its list. */
export function EmptyFolder() {
  const { t } = useTranslation()
  return <p className="quiet list-nothing">{t('folders.empty')}</p>
}

function FolderMenu({ folder, startNaming }: { folder: LibraryFolder; startNaming: () => void }) {
  const { t } = useTranslation()
  const { remove } = useFolderDeeds()
  const [isAsked, setAsked] = useState(false)
  const count = useDocuments().filter((row) => row.folder === folder.id).length
  const { title } = folder
  return (
    <>
      <PopupMenu
        trigger={
          <button type="button" className="icon-button folder-more" aria-label={t('folders.actionsFor', { title })}>
            <ChevronDown aria-hidden />
          </button>
        }
        // Renaming puts the focus into its field.
        finalFocus={false}
      >
        <Menu.Item className="menu-item" onClick={startNaming}>
          <Pencil aria-hidden /> {t('folders.rename')}
        </Menu.Item>
        <Menu.Item className="menu-item" onClick={() => setAsked(true)}>
          <Trash2 aria-hidden /> {t('folders.delete')}
        </Menu.Item>
      </PopupMenu>
      <Question
        open={isAsked}
        close={() => setAsked(false)}
        title={t('folders.confirm.title', { title })}
        words={t('folders.confirm.words', { count })}
        keep={t('folders.confirm.keep')}
        act={t('folders.confirm.delete')}
        run={() => void remove(folder)}
      />
    </>
  )
}
