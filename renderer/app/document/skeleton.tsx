// The place of the text before it is there: the same bar and measure, so that nothing jumps when it comes.
import { useTranslation } from 'react-i18next'
import './skeleton.css'

export function Skeleton() {
  const { t } = useTranslation()
  return (
    <div className="skeleton" role="progressbar" aria-label={t('document.opening')}>
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
