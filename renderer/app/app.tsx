// The app: which screen stands at which address, and what is around all of them.
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { DirectionProvider } from '@base-ui/react/direction-provider'
import { useTranslation } from 'react-i18next'
import { Announcer } from '../ui/announcer.tsx'
import { CommandsProvider } from './commands/commands-provider.tsx'
import { DocumentScreen } from './document/document-screen.tsx'
import { DesktopShell, DocumentsPage, Notices, Transfer, TrashPage } from './load-interface.tsx'
import { Frame } from './frame.tsx'
import { Message } from './message.tsx'
import { PersonProvider } from './person/person.tsx'
import { go, type Route, routeOf, usePath } from './route.ts'
import { type Services, ServicesContext } from './services.ts'
import { directionOf, type Language } from '../words/languages.ts'
import { StartScreen } from './start/start-screen.tsx'

export function App({ services }: { services: Services }) {
  return (
    <CSPProvider disableStyleElements>
      <ServicesContext value={services}>
        <QueryClientProvider client={services.queries}>
          <PersonProvider>
            <Screen />
            <Transfer />
            {services.platform.desktop !== null && <DesktopShell />}
            <Notices />
            <Announcer />
          </PersonProvider>
        </QueryClientProvider>
      </ServicesContext>
    </CSPProvider>
  )
}

function Screen() {
  const { i18n } = useTranslation()
  const route = routeOf(usePath())
  return (
    <DirectionProvider direction={directionOf(i18n.language as Language)}>
      <CommandsProvider current={route.kind === 'document' ? route.id : undefined}>
        <ScreenOf route={route} />
      </CommandsProvider>
    </DirectionProvider>
  )
}

function ScreenOf({ route }: { route: Route }) {
  const { t } = useTranslation()
  switch (route.kind) {
    case 'start':
      return <StartScreen />
    case 'documents':
      return (
        <Frame>
          <DocumentsPage />
        </Frame>
      )
    case 'trash':
      return (
        <Frame>
          <TrashPage />
        </Frame>
      )
    case 'document':
      return <DocumentScreen key={route.id} id={route.id} />
    case 'nothing-here':
      return (
        <Frame>
          <Message
            title={t('app.nothingHere.title')}
            action={{ label: t('app.toDocuments'), run: () => go('/documents') }}
          >
            {t('app.nothingHere.words')}
          </Message>
        </Frame>
      )
  }
}
