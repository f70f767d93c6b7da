// What load-interface.tsx loads: lists, menus and everything that floats.
export { Toasts } from '../ui/toasts.tsx'
export { AppMenu } from './app-menu.tsx'
export { PeopleHere } from './document/people-here.tsx'
export { StatusLine } from './document/status-line.tsx'
export { DocumentList } from './documents/document-list.tsx'
export { DocumentsPage } from './documents/documents-page.tsx'
export { TrashPage } from './documents/trash-page.tsx'
export { Drawer } from './drawer.tsx'
