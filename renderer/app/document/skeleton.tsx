// The place of the text before it is there: the same bar and measure, so that nothing jumps when it comes.
import './skeleton.css'

export function Skeleton() {
  return (
    <div className="skeleton" role="progressbar" aria-label="Opening the document">
      <div className="skeleton-toolbar" />
      <div className="skeleton-text" aria-hidden>
        <span />
        <span />
        <span />
        <span />
        <span />
      </div>
    </div>
  )
}
