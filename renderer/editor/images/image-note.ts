// What is said at an image's place: nothing when it is there and saved, else where it is and what can be done. Drawn by
// image-view.ts.
import type { ImageState, Saving } from '../../api/image-state.ts'
import { atMost } from '../../ui/at-most.ts'
import { t } from '../../words/words.ts'

export interface Action {
  readonly kind: 'again' | 'remove' | 'open'
  readonly label: string
  /** For screen readers, where the label alone says too little. */
  readonly name?: string
}

export interface Note {
  readonly text: string
  /** True for what will pass by itself: it comes slowly and lies over the image. */
  readonly quiet: boolean
  readonly actions: readonly Action[]
  /** 0 to 1, while it is being sent. */
  readonly progress?: number
}

/** Null: nothing. `description` stands in for an image that is not to be seen. */
export function imageNote(state: ImageState, description: string): Note | null {
  switch (state.kind) {
    case 'looking':
      return { text: t('images.place.looking'), quiet: true, actions: [] }
    case 'coming':
    case 'unreachable':
      return { text: withDescription(description, t(`images.place.${state.kind}`)), quiet: false, actions: [] }
    case 'here':
      return savingNote(state.saving)
  }
}

function savingNote(saving: Saving): Note | null {
  const cancel: Action = { kind: 'remove', label: t('images.place.cancel'), name: t('images.place.cancelLabel') }
  switch (saving.kind) {
    case 'saved':
      return null
    case 'waiting':
      return { text: t('images.place.waiting'), quiet: true, actions: [] }
    case 'sending': {
      const progress = saving.size === 0 ? 0 : Math.min(1, saving.sent / saving.size)
      return { text: '', quiet: true, actions: [cancel], progress }
    }
    case 'refused': {
      const { code, title, limitBytes } = saving.problem
      const reason =
        code === 'too-large'
          ? t('images.place.refusedTooLarge', { atMost: atMost(limitBytes) })
          : t('images.place.refusedOther', { problem: title })
      return {
        text: t('images.place.refused', { reason }),
        quiet: false,
        actions: [
          { kind: 'again', label: t('images.place.again') },
          { kind: 'remove', label: t('images.place.remove') },
        ],
      }
    }
  }
}

const withDescription = (description: string, text: string): string =>
  description === '' ? text : `${description} — ${text}`
