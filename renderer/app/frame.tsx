// What stands around a screen: the bar on top, the list of documents at the left (a drawer in a narrow window), and one
// scrolling column for the rest.
import { Dialog } from '@base-ui/react/dialog'
import { PanelLeft, Plus } from 'lucide-react'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import type { DocumentId } from '../../contracts/ids.ts'
import { Tip } from '../ui/tip.tsx'
import { AppMenu } from './app-menu.tsx'
import { DocumentList } from './documents/document-list.tsx'
import { NEW_DOCUMENT_KEYS, useNewDocument } from './documents/new-document.ts'
import './frame.css'

const SIDEBAR_KEY = 'ligature-sidebar'
/** Below this the list would leave the text less than its measure: it becomes a drawer. frame.css has the same number. */
const NARROW = '(max-width: 960px)'

interface FrameProps {
  /** The document on the screen; without one the list is the screen itself, and there is no sidebar. */
  readonly current?: DocumentId
  /** Between the sidebar's button and the menu. */
  readonly bar?: ReactNode
  readonly children: ReactNode
}

export function Frame({ current, bar, children }: FrameProps) {
  const narrow = useSyncExternalStore(listenToWidth, () => matchMedia(NARROW).matches)
  const [drawer, setDrawer] = useState(false)
  const [wide, setWide] = useState(() => localStorage.getItem(SIDEBAR_KEY) !== 'hidden')
  const hasList = current !== undefined
  const shown = narrow ? drawer : wide
  const toggle = (): void => {
    if (narrow) return setDrawer(!drawer)
    localStorage.setItem(SIDEBAR_KEY, wide ? 'hidden' : 'shown')
    setWide(!wide)
  }
  return (
    <div className="frame">
      {hasList && !narrow && wide && (
        <aside className="sidebar">
          <SidebarContent current={current} />
        </aside>
      )}
      {hasList && narrow && (
        <Dialog.Root open={drawer} onOpenChange={setDrawer}>
          <Dialog.Portal>
            <Dialog.Backdrop className="drawer-backdrop" />
            <Dialog.Popup className="sidebar drawer" aria-label="Documents">
              <SidebarContent current={current} chosen={() => setDrawer(false)} />
            </Dialog.Popup>
          </Dialog.Portal>
        </Dialog.Root>
      )}
      <div className="column">
        <header className="top-bar">
          {hasList && (
            <Tip text={shown ? 'Hide the documents' : 'Show the documents'}>
              <button
                type="button"
                className="icon-button bar-toggle"
                aria-label="Documents"
                aria-expanded={shown}
                onClick={toggle}
              >
                <PanelLeft aria-hidden />
              </button>
            </Tip>
          )}
          {bar ?? <span className="wordmark">Ligature</span>}
          <AppMenu current={current} />
        </header>
        <main className="scroller">{children}</main>
      </div>
    </div>
  )
}

function SidebarContent({ current, chosen }: { current: DocumentId; chosen?: () => void }) {
  const newDocument = useNewDocument()
  const start = (): void => {
    void newDocument()
    chosen?.()
  }
  return (
    <>
      <div className="sidebar-head">
        <span className="wordmark">Ligature</span>
        <Tip text="New document" keys={NEW_DOCUMENT_KEYS}>
          <button type="button" className="icon-button" aria-label="New document" onClick={start}>
            <Plus aria-hidden />
          </button>
        </Tip>
      </div>
      <DocumentList current={current} {...(chosen && { chosen })} />
    </>
  )
}

function listenToWidth(changed: () => void): () => void {
  const query = matchMedia(NARROW)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}
