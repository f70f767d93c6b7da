// What load-text.ts loads: a text on the screen with its editor, and what holds and sends a text.
import '../../words/late-words.ts'
export { AttachmentShelf } from '../../api/attachment-shelf.ts'
export { AttachmentsService } from '../../api/attachments-service.ts'
export { OwedSender } from '../../collab/owed-sender.ts'
export { followEvents } from '../follow-events.ts'
export { openDocument } from '../../collab/open-document.ts'
export { OpenText } from './open-text.tsx'
export { seedWelcome } from '../start/welcome.ts'
