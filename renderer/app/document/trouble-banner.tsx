// The whole sentence when only the person can mend something, between the bar and the text.
import type { OpenDocument } from '../../collab/open-document.ts'
import { troubleWords } from './trouble-words.ts'
import { useReadable } from './use-readable.ts'
import './trouble-banner.css'

export function TroubleBanner({ open }: { open: OpenDocument }) {
  const status = useReadable(open.status)
  if (status.kind !== 'action-needed') return null
  return (
    <div className="trouble" role="alert">
      <p>{troubleWords(status.problem).sentence}</p>
      <button type="button" className="button outlined" onClick={() => open.retryNow()}>
        Retry now
      </button>
    </div>
  )
}
