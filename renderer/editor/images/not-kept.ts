// Says why an image was not put in. Used by every way in: files, HTML with images inside.
import { NotKept } from '../../api/attachments-service.ts'
import { MAX_ATTACHMENT_BYTES } from '../../../contracts/limits.ts'
import { megabytes } from '../../ui/at-most.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import '../../words/not-kept-words.ts'

/** `name`: what the file is called, or what the image shows; may be empty. `again` is offered where that may help. */
export function sayNotKept(cause: unknown, name: string, again?: () => void): void {
  const words = {
    name: name === '' ? t('images.notKept.unnamed') : name,
    limit: megabytes(MAX_ATTACHMENT_BYTES),
  }
  if (cause instanceof NotKept) return notify({ text: t(`images.notKept.${cause.reason}`, words) })
  const reason = cause instanceof Error ? cause.message : String(cause)
  notify({
    text: t('images.notKept.disk', { ...words, reason }),
    ...(again && { action: { label: t('images.place.again'), run: again } }),
  })
}
