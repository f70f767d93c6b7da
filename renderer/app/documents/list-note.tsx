// What there is to say of the list as a whole: that it is still being read, or that the relay does not answer. At the lower
// edge, so that no row moves for it.
import { useTranslation } from 'react-i18next'
import { useListing } from './documents-queries.ts'

export function ListNote() {
  const { t } = useTranslation()
  const { loading, reached } = useListing()
  if (loading !== null) {
    return (
      <p className="list-note" role="progressbar" aria-label={t('documents.title')} aria-valuetext={String(loading)}>
        {t('documents.loading', { count: loading })}
      </p>
    )
  }
  return reached ? null : <p className="list-note">{t('documents.notReached')}</p>
}
