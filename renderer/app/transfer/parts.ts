// What imports and exports need of the app's services. Handed to transfers.ts by start-services.ts.
import type { AttachmentsService } from '../../api/attachments-service.ts'
import type { DocumentsService } from '../../api/documents-service.ts'
import type { Dialer } from '../../collab/dialer.ts'
import type { Platform } from '../../platform/platform.ts'

export interface TransferParts {
  readonly platform: Pick<Platform, 'kind' | 'saveFile'>
  /** The relay's address. */
  readonly relay: string
  /** What copies of its documents are kept under. */
  readonly relayIdentity: string
  readonly dialer: Dialer
  readonly documents: DocumentsService
  readonly attachments: () => Promise<AttachmentsService>
}
