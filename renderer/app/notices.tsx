// Notices of the app: those that anyone gives, and those of documents that two people have renamed. The app has <Notices/> once.
import { Notices as GivenNotices } from '../ui/notices.tsx'
import { TitleNotices } from './documents/title-notices.tsx'

export function Notices() {
  return (
    <>
      <TitleNotices />
      <GivenNotices />
    </>
  )
}
