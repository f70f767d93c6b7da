// What whoever has written a comment is called.
import { useTranslation } from 'react-i18next'
import { GUEST } from '../../../contracts/guest.ts'

export function useNames(): (by: { readonly author: string; readonly name: string | null }) => string {
  const { t } = useTranslation()
  return ({ author, name }) => name ?? (author === GUEST ? t('comments.guest') : author)
}
