// Components on a stage: everything around them that the app has, and fakes in the place of the services that ask a relay. Each fake
// has the face of its service, so that whoever changes the service is told by tsc.
import './spoken.ts'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach } from 'vitest'
import { PeopleService } from '../../../renderer/api/people-service.ts'
import { SearchService } from '../../../renderer/api/search-service.ts'
import { CommandDialogsContext } from '../../../renderer/app/commands/commands-context.ts'
import { DOCUMENTS_KEY, TRASH_KEY } from '../../../renderer/app/documents/documents-queries.ts'
import { PersonProvider } from '../../../renderer/app/person/person.tsx'
import { type Face, type Services, ServicesContext } from '../../../renderer/app/services.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { Cell } from '../../../renderer/collab/readable.ts'
import { Notices } from '../../../renderer/ui/notices.tsx'
import { FakeDocuments } from './documents.ts'
import { FakePeople } from './people.ts'
import { FakeSearch } from './search.ts'

/** Nobody listens there. */
const RELAY = 'http://relay.invalid'
/** Of the window that a list scrolls in, in pixels: happy-dom lays nothing out. */
const WINDOW = { width: 800, height: 600 }

// As until.ts has it.
configure({ asyncUtilTimeout: 10_000, getElementError: (message) => new Error(message ?? 'not found') })
afterEach(cleanup)

export class Stage {
  readonly documents = new FakeDocuments()
  readonly people = new FakePeople()
  readonly search = new FakeSearch()
  readonly #queries = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', retry: false } } })

  /** Shows it, with what is already in the fakes. */
  async show(component: ReactNode): Promise<void> {
    Object.defineProperties(HTMLElement.prototype, {
      offsetWidth: { configurable: true, value: WINDOW.width },
      offsetHeight: { configurable: true, value: WINDOW.height },
    })
    await this.#read()
    this.documents.subscribe(() => void this.#read())
    render(
      <ServicesContext value={this.#services}>
        <QueryClientProvider client={this.#queries}>
          <PersonProvider>
            <CommandDialogsContext value={{ shown: null, show: () => undefined }}>
              {component}
              <Notices />
            </CommandDialogsContext>
          </PersonProvider>
        </QueryClientProvider>
      </ServicesContext>,
    )
  }

  /** As start-services.ts does. */
  async #read(): Promise<void> {
    this.#queries.setQueryData(DOCUMENTS_KEY, await this.documents.list())
    this.#queries.setQueryData(TRASH_KEY, await this.documents.listTrash())
  }

  get #services(): Services {
    const late = new Map<object, object>()
    const standIn = <Service extends object>(service: new (relay: string) => Service, fake: Face<Service>): unknown =>
      late.set(service, fake)
    standIn(PeopleService, this.people)
    standIn(SearchService, this.search)
    return {
      platform: {
        kind: 'browser',
        relayUrl: RELAY,
        relayIdentity: RELAY,
        newWindow: () => Promise.resolve(),
        linkTo: (id) => `${RELAY}/d/${id}`,
        copyText: () => Promise.resolve(),
        openExternal: () => undefined,
        saveFile: () => Promise.resolve({ is: 'none' }),
        desktop: null,
      },
      relay: RELAY,
      relayIdentity: RELAY,
      dialer: new Dialer(RELAY),
      documents: this.documents,
      attachments: () => Promise.reject(new Error('no images are shown here')),
      transfers: {
        state: new Cell({ kind: 'none' } as const),
        ask: () => undefined,
        dismiss: () => undefined,
        exportOne: () => Promise.resolve(),
        exportAll: () => Promise.resolve(),
        importFiles: () => Promise.resolve(),
      },
      queries: this.#queries,
      late,
    }
  }
}
