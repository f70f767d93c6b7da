// What stands in for PeopleService in component tests: nobody tells anything but the test.
import type { DocumentId } from '../../../contracts/ids.ts'
import type { PeopleNews, PeopleService, PeopleWatch } from '../../../renderer/api/people-service.ts'
import type { Face } from '../../../renderer/app/services.ts'

export class FakePeople implements Face<PeopleService> {
  /** Those that are not closed. */
  readonly watched = new Map<(news: PeopleNews) => void, DocumentId>()
  /** How often somebody would not wait for the next try. */
  tries = 0

  watch(id: DocumentId, heard: (news: PeopleNews) => void): PeopleWatch {
    this.watched.set(heard, id)
    return { tryNow: () => this.tries++, close: () => this.watched.delete(heard) }
  }

  tell(news: PeopleNews): void {
    for (const heard of this.watched.keys()) heard(news)
  }

  tellOf(...names: readonly (string | null)[]): void {
    this.tell({ kind: 'here', people: names.map((name, client) => ({ client, name, color: name && '#127f69' })) })
  }
}
