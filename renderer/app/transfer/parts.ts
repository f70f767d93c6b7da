// What imports and exports need of the app's services. Handed to transfers.ts by start-services.ts.
import type { AttachmentsService } from '../../api/attachments-service.ts'
import type { DocumentsService } from '../../api/documents-service.ts'
import type { Dialer } from '../../collab/dialer.ts'

export interface TransferParts {
  /** The relay's address. */
  readonly relay: string
  readonly dialer: Dialer
  readonly documents: DocumentsService
  readonly attachments: AttachmentsService
}
