// A sentence between the bar and the text, with at most one next step, and at most one other. Screen readers hear of it from
// the announcer.
import type { ReactNode } from 'react'
import './banner.css'

interface Step {
  readonly label: string
  readonly run: () => void
}

interface BannerProps {
  readonly tone: 'calm' | 'alert'
  readonly action?: Step | undefined
  readonly other?: Step | undefined
  readonly children: ReactNode
}

export function Banner({ tone, action, other, children }: BannerProps) {
  return (
    <div className="banner" data-tone={tone}>
      <p>{children}</p>
      {[action, other].map(
        (step) =>
          step !== undefined && (
            <button key={step.label} type="button" className="button outlined" onClick={step.run}>
              {step.label}
            </button>
          ),
      )}
    </div>
  )
}
