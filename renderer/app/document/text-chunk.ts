// What load-text.ts loads: a text on the screen with its editor, and what holds and sends a text.
export { OwedSender } from '../../collab/owed-sender.ts'
export { openDocument } from '../../collab/open-document.ts'
export { OpenText } from './open-text.tsx'
export { seedWelcome } from '../start/welcome.ts'
