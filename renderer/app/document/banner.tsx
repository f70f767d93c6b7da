// A sentence between the bar and the text, with at most one next step. Screen readers hear of it from the announcer.
import type { ReactNode } from 'react'
import './banner.css'

interface BannerProps {
  readonly tone: 'calm' | 'alert'
  readonly action?: { readonly label: string; readonly run: () => void } | undefined
  readonly children: ReactNode
}

export function Banner({ tone, action, children }: BannerProps) {
  return (
    <div className="banner" data-tone={tone}>
      <p>{children}</p>
      {action !== undefined && (
        <button type="button" className="button outlined" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  )
}
