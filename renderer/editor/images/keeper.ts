// What the editor is given so that it can hold images. Made by the document's screen, passed through extensions.ts.
import type { DocumentId } from '../../../contracts/ids.ts'
import type { AttachmentsService } from '../../api/attachments-service.ts'

/** What the editor needs to know about images: who keeps them, and for which document. */
export interface ImageKeeper {
  readonly attachments: AttachmentsService
  readonly document: DocumentId
  /** The relay's address: what an image's path stands on when it leaves the app. */
  readonly relay: string
  /** Opens an image of another site there, when a person asks for it. The address is allowed. */
  readonly openLink: (address: string) => void
}
