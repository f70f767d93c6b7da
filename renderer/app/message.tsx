// A whole page that says one thing and offers one next step: nothing here, gone, cannot be reached.
import type { ReactNode } from 'react'
import './message.css'

interface MessageProps {
  readonly title: string
  readonly children: ReactNode
  readonly action: { readonly label: string; readonly run: () => void }
}

export function Message({ title, children, action }: MessageProps) {
  return (
    <section className="message" aria-labelledby="message-title">
      <h1 id="message-title">{title}</h1>
      <p>{children}</p>
      <button type="button" className="button outlined" onClick={action.run}>
        {action.label}
      </button>
    </section>
  )
}
