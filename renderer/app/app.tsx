// The app: which screen stands at which address, and what is around all of them.
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Toasts } from '../ui/toasts.tsx'
import { DesktopShell } from './desktop/desktop-shell.tsx'
import { DocumentScreen } from './document/document-screen.tsx'
import { DocumentsPage } from './documents/documents-page.tsx'
import { RefusalNotices } from './documents/refusal-notices.tsx'
import { isNewDocumentKey, useNewDocument } from './documents/new-document.ts'
import { Frame } from './frame.tsx'
import { Message } from './message.tsx'
import { NamePrompt } from './person/name-prompt.tsx'
import { PersonProvider } from './person/person.tsx'
import { go, routeOf, usePath } from './route.ts'
import { type Services, ServicesContext } from './services.ts'
import { StartScreen } from './start/start-screen.tsx'

export function App({ services }: { services: Services }) {
  return (
    <CSPProvider disableStyleElements>
      <ServicesContext value={services}>
        <QueryClientProvider client={services.queries}>
          <Tooltip.Provider delay={500}>
            <PersonProvider>
              <Screen />
              <NamePrompt />
              <RefusalNotices />
              <DesktopShell />
              <Toasts />
            </PersonProvider>
          </Tooltip.Provider>
        </QueryClientProvider>
      </ServicesContext>
    </CSPProvider>
  )
}

function Screen() {
  const route = routeOf(usePath())
  useNewDocumentKey()
  switch (route.kind) {
    case 'start':
      return <StartScreen />
    case 'documents':
      return (
        <Frame>
          <DocumentsPage />
        </Frame>
      )
    case 'document':
      return <DocumentScreen key={route.id} id={route.id} />
    case 'nothing-here':
      return (
        <Frame>
          <Message
            title="There is nothing at this address"
            action={{ label: 'Go to the documents', run: () => go('/documents') }}
          >
            Your documents are all where they were. The address is not one of a document: part of the link may be
            missing. Ask whoever sent it to use <em>Copy link</em> once more.
          </Message>
        </Frame>
      )
  }
}

function useNewDocumentKey(): void {
  const newDocument = useNewDocument()
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (!isNewDocumentKey(event)) return
      event.preventDefault()
      void newDocument()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [newDocument])
}
