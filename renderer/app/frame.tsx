// What stands around a screen: the bar on top, the list of documents at the left (a drawer in a narrow window), and one
// scrolling column for the rest.
import { PanelLeft, Plus, Trash } from 'lucide-react'
import { type MouseEvent, type ReactNode, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../contracts/ids.ts'
import { Tip } from '../ui/tip.tsx'
import { useLate } from '../ui/use-late.ts'
import { AppMenu, DocumentList, NamePrompt } from './load-interface.tsx'
import { keysOf } from './commands/command-list.ts'
import { useNewDocument } from './documents/new-document.ts'
import { go } from './route.ts'
import './frame.css'

const SIDEBAR_KEY = 'ligature-sidebar'
/** Below this the list would leave the text less than its measure: it becomes a drawer. frame.css has the same number. */
const NARROW = '(max-width: 960px)'
/** The stylesheet's `.row` in the sidebar is made for it. */
const ROW_HEIGHT_PX = 48

const loadDrawer = async () => (await import('./drawer.tsx')).Drawer

interface FrameProps {
  /** The document on the screen; without one the list is the screen itself, and there is no sidebar. */
  readonly current?: DocumentId
  /** Between the sidebar's button and the menu. */
  readonly bar?: ReactNode
  readonly children: ReactNode
}

export function Frame({ current, bar, children }: FrameProps) {
  const { t } = useTranslation()
  const narrow = useSyncExternalStore(listenToWidth, () => matchMedia(NARROW).matches)
  const [drawer, setDrawer] = useState(false)
  const [wide, setWide] = useState(() => localStorage.getItem(SIDEBAR_KEY) !== 'hidden')
  const Drawer = useLate(loadDrawer, narrow && drawer)
  const hasList = current !== undefined
  const shown = narrow ? drawer : wide
  const toggle = (): void => {
    if (narrow) return setDrawer(!drawer)
    localStorage.setItem(SIDEBAR_KEY, wide ? 'hidden' : 'shown')
    setWide(!wide)
  }
  return (
    <div className="frame">
      <a className="skip-link" href="#content" onClick={skipToContent}>
        {t('app.skipToContent')}
      </a>
      {hasList && !narrow && wide && (
        <aside className="sidebar">
          <SidebarContent current={current} />
        </aside>
      )}
      {hasList && narrow && Drawer !== null && (
        <Drawer open={drawer} setOpen={setDrawer}>
          <SidebarContent current={current} chosen={() => setDrawer(false)} />
        </Drawer>
      )}
      <div className="column">
        <header className="top-bar">
          {hasList && (
            <Tip text={shown ? t('documents.hide') : t('documents.show')}>
              <button
                type="button"
                className="icon-button bar-toggle"
                aria-label={t('documents.title')}
                aria-expanded={shown}
                onClick={toggle}
              >
                <PanelLeft aria-hidden />
              </button>
            </Tip>
          )}
          {bar ?? <Wordmark />}
          <AppMenu current={current} place={<span className="icon-button bar-menu" />} />
        </header>
        <main id="content" className="scroller" tabIndex={-1}>
          {children}
        </main>
        <NamePrompt />
      </div>
    </div>
  )
}

function SidebarContent({ current, chosen }: { current: DocumentId; chosen?: () => void }) {
  const { t } = useTranslation()
  const newDocument = useNewDocument()
  const start = (): void => {
    void newDocument()
    chosen?.()
  }
  return (
    <>
      <div className="sidebar-head">
        <Wordmark />
        <Tip text={t('commands.names.newDocument')} keys={keysOf('newDocument')}>
          <button type="button" className="icon-button" aria-label={t('commands.names.newDocument')} onClick={start}>
            <Plus aria-hidden />
          </button>
        </Tip>
      </div>
      <DocumentList
        current={current}
        rowHeight={ROW_HEIGHT_PX}
        place={<div className="document-list" />}
        {...(chosen && { chosen })}
      />
      <a className="sidebar-trash" href="/trash" onClick={openTrash}>
        <Trash aria-hidden /> {t('documents.trash.title')}
      </a>
    </>
  )
}

function Wordmark() {
  return (
    <span className="wordmark" translate="no">
      Ligature
    </span>
  )
}

function openTrash(event: MouseEvent): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return // The browser's own "open elsewhere".
  event.preventDefault()
  go('/trash')
}

/** Into the text where there is one: that is what the content is then. */
function skipToContent(event: MouseEvent): void {
  event.preventDefault()
  const content = document.querySelector<HTMLElement>('.text') ?? document.getElementById('content')
  content?.focus()
}

function listenToWidth(changed: () => void): () => void {
  const query = matchMedia(NARROW)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}
