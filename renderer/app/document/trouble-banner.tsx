// The whole sentence when only the person can mend something, between the bar and the text.
import type { OpenDocument } from '../../collab/open-document.ts'
import { troubleWords } from './trouble-words.ts'
import { useReadable } from './use-readable.ts'
import './trouble-banner.css'

export function TroubleBanner({ open }: { open: OpenDocument }) {
  const status = useReadable(open.status)
  if (status.kind !== 'action-needed') return null
  const { sentence, next } = troubleWords(status.problem)
  return (
    <div className="trouble" role="alert">
      <p>{sentence}</p>
      {next !== null && (
        <button
          type="button"
          className="button outlined"
          onClick={() => (next === 'retry' ? open.retryNow() : location.reload())}
        >
          {next === 'retry' ? 'Retry now' : 'Reload'}
        </button>
      )}
    </div>
  )
}
