// What there is to show of an image: where it is, and whether the relay has it. Said by attachments-service.ts, drawn by
// renderer/editor/images.
import type { Problem } from '../../contracts/errors.ts'

export type ImageState =
  /** This computer, and then the relay, are being asked. */
  | { readonly kind: 'looking' }
  /** `url`: a blob of this page. */
  | { readonly kind: 'here'; readonly url: string; readonly saving: Saving }
  /** The relay answers, and has not got it: who put it in is still sending it, or is away. */
  | { readonly kind: 'coming' }
  /** Not on this computer, and the relay cannot be reached. */
  | { readonly kind: 'unreachable' }

/** Where an image is beside this computer. */
export type Saving =
  | { readonly kind: 'saved' }
  | { readonly kind: 'waiting' }
  /** `sent` of `size` bytes have left. */
  | { readonly kind: 'sending'; readonly sent: number; readonly size: number }
  | { readonly kind: 'refused'; readonly problem: Problem }
