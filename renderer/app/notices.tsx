// Notices of the app: those that anyone gives, and those of deeds that the relay refused and of documents that two people have renamed. The
// app has <Notices/> once.
import { useQuery } from '@tanstack/react-query'
import type { LibraryDocument } from '../api/library-rows.ts'
import { Notices as GivenNotices } from '../ui/notices.tsx'
import { DOCUMENTS_KEY } from './documents/documents-queries.ts'
import { RefusalNotices } from './documents/refusal-notices.tsx'
import { TitleNotices } from './documents/title-notices.tsx'

export function Notices() {
  const { data } = useQuery<readonly LibraryDocument[]>({ queryKey: DOCUMENTS_KEY, enabled: false })
  return (
    <>
      <RefusalNotices />
      <TitleNotices rows={data ?? []} />
      <GivenNotices />
    </>
  )
}
